package io.jackdaw.net.peer;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to one other server, made anew whenever it breaks. Loop only. */
final class PeerDialer {
  private static final Logger LOG = LoggerFactory.getLogger(PeerDialer.class);
  private static final int CONNECT_MS = 2000;

  /** A peer whose machine is gone acknowledges nothing: the connection is given up. */
  private static final int UNACKNOWLEDGED_MS = 5000;

  private static final long FIRST_PAUSE_MS = 10;
  private static final long LONGEST_PAUSE_MS = 200;
  private static final long LASTING_MS = 1000;
  private static final WriteBufferWaterMark UNSENT =
      new WriteBufferWaterMark(16 * 1024 * 1024, 32 * 1024 * 1024);

  private final PeerLoop loop;
  private final Hello hello;
  private final PeerNetwork.Address address;
  private final @Nullable PeerTls tls;
  private final Runnable connected;
  private @Nullable Channel channel;
  private long pauseMs = FIRST_PAUSE_MS;
  private boolean dirty;
  private boolean closed;

  PeerDialer(
      PeerLoop loop,
      Hello hello,
      PeerNetwork.Address address,
      @Nullable PeerTls tls,
      Runnable connected) {
    this.tls = tls;
    this.loop = loop;
    this.hello = hello;
    this.address = address;
    this.connected = connected;
  }

  boolean isConnected() {
    return channel != null;
  }

  /** Looks the address up, which may take long, on a thread for that, and connects. */
  void dial() {
    if (closed) {
      return;
    }
    Thread.ofVirtual()
        .name("jackdaw-lookup")
        .start(
            () -> {
              try {
                InetAddress found = InetAddress.getByName(address.host());
                loop.execute(() -> connect(new InetSocketAddress(found, address.port())));
              } catch (UnknownHostException unknown) {
                LOG.debug("Server {} has an unknown address", hello.to(), unknown);
                loop.execute(this::dialLater);
              }
            });
  }

  private void connect(InetSocketAddress to) {
    if (closed) {
      return;
    }
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop.group())
            .channel(loop.channel())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (tls != null) {
                      channel.pipeline().addLast(tls.exit(channel, address));
                    }
                    channel.pipeline().addLast(new Watch());
                  }
                });
    if (loop.isEpoll()) {
      bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS);
    }
    bootstrap
        .connect(to)
        .addListener(
            future -> {
              if (!future.isSuccess()) {
                LOG.debug("Server {} is not reached at {}", hello.to(), to, future.cause());
                dialLater();
              }
            });
  }

  private void dialLater() {
    long pause = pauseMs;
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    loop.schedule(pause, this::dial);
  }

  /** Who is shown out at once does not knock every few milliseconds. */
  private void lasts(Channel begun) {
    if (channel == begun) {
      pauseMs = FIRST_PAUSE_MS;
    }
  }

  void write(ByteBuffer frame) {
    Channel open = channel;
    if (open == null) {
      return;
    }
    ByteBuf out = open.alloc().directBuffer(Integer.BYTES + frame.remaining());
    out.writeInt(frame.remaining());
    out.writeBytes(frame.duplicate());
    open.write(out, open.voidPromise());
    dirty = true;
  }

  void flush() {
    Channel open = channel;
    if (dirty && open != null) {
      dirty = false;
      open.flush();
    }
  }

  void close() {
    closed = true;
    if (channel != null) {
      channel.close();
    }
  }

  /** Sees a connection come and go; nothing is ever read from it but its end. */
  private final class Watch extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      if (tls == null) {
        begin(context);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
        begin(context);
      }
    }

    private void begin(ChannelHandlerContext context) {
      if (closed) {
        context.close();
        return;
      }
      channel = context.channel();
      loop.schedule(LASTING_MS, () -> lasts(context.channel()));
      write(hello.encode());
      flush();
      connected.run();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ((ByteBuf) message).release();
      context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (channel == context.channel()) {
        channel = null;
      }
      dialLater();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.debug("The connection to server {} broke", hello.to(), cause);
      context.close();
    }
  }
}

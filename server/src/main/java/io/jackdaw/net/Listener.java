package io.jackdaw.net;

import io.jackdaw.disk.StorageException;
import io.jackdaw.metrics.Counter;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port that is listened on, with the connections it has accepted. Any thread. */
public final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final WriteBufferWaterMark UNSENT =
      new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

  private final ListenerConfig config;
  private final ChannelGroup connections;
  private final Map<InetAddress, Integer> connectionsByAddress = new ConcurrentHashMap<>();
  private final Function<Connection, ConnectionHandler> handlers;
  private final EventLoops loops;
  private final @Nullable ServerTls tls;
  private final Channel server;
  private volatile Admission admission = Admission.OPEN;
  private volatile Counter refused = new Counter();

  private Listener(
      EventLoops loops,
      ListenerConfig config,
      @Nullable ServerTls tls,
      Function<Connection, ConnectionHandler> handlers) {
    this.config = config;
    this.tls = tls;
    this.handlers = handlers;
    this.loops = loops;
    this.connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, config.sockets().backlog())
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, ReadSizes.within(config.memory()))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                });
    size(bootstrap, config.sockets());
    ChannelFuture bound = bootstrap.bind(config.address()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new StorageException(
          "Cannot listen on "
              + config.address()
              + " for "
              + config.protocol()
              + ": "
              + bound.cause().getMessage()
              + ". Stop what uses the port, or choose another",
          bound.cause());
    }
    this.server = bound.channel();
  }

  private static void size(ServerBootstrap bootstrap, SocketSizes sizes) {
    if (sizes.sendBytes() > 0) {
      bootstrap.childOption(ChannelOption.SO_SNDBUF, sizes.sendBytes());
    }
    if (sizes.receiveBytes() > 0) {
      // Before the port listens, so that a window of more than 64 KiB can be offered.
      bootstrap.option(ChannelOption.SO_RCVBUF, sizes.receiveBytes());
      bootstrap.childOption(ChannelOption.SO_RCVBUF, sizes.receiveBytes());
    }
  }

  /**
   * Binds and accepts from now on. Each accepted connection gets a handler of its own.
   *
   * @throws StorageException when the port cannot be had; the message says what to do
   */
  public static Listener bind(
      EventLoops loops, ListenerConfig config, Function<Connection, ConnectionHandler> handlers) {
    return bind(loops, config, null, handlers);
  }

  /**
   * The same, with encrypted connections.
   *
   * @param tls null for plain ones
   * @throws StorageException when the port cannot be had; the message says what to do
   */
  public static Listener bind(
      EventLoops loops,
      ListenerConfig config,
      @Nullable ServerTls tls,
      Function<Connection, ConnectionHandler> handlers) {
    return new Listener(loops, config, tls, handlers);
  }

  private void accept(Channel channel) {
    InetAddress peer = ((InetSocketAddress) channel.remoteAddress()).getAddress();
    int ofPeer = connectionsByAddress.merge(peer, 1, Integer::sum);
    channel
        .closeFuture()
        .addListener(
            closed ->
                connectionsByAddress.computeIfPresent(peer, (key, n) -> n > 1 ? n - 1 : null));
    if (exceeds(ofPeer, config.maxConnectionsPerAddress())
        || exceeds(connections.size() + 1, config.maxConnections())) {
      LOG.warn(
          "Refusing {} connection from {}: too many connections ({} from that address)",
          config.protocol(),
          peer,
          ofPeer);
      refused.increment();
      channel.close();
      return;
    }
    Admission guard = admission;
    Admission.Verdict verdict = guard.opened(peer);
    channel.closeFuture().addListener(closed -> guard.closed(peer));
    if (verdict.afterMs() == 0) {
      admit(channel, verdict);
      return;
    }
    channel.config().setAutoRead(false);
    connections.add(channel);
    EventLoops.of(channel).schedule(verdict.afterMs(), () -> admitLate(channel, verdict));
  }

  private void admit(Channel channel, Admission.Verdict verdict) {
    if (!verdict.welcome()) {
      LOG.warn("Refusing {} connection from {}", config.protocol(), channel.remoteAddress());
      channel.close();
      return;
    }
    connections.add(channel);
    if (tls != null) {
      channel.pipeline().addLast("tls", tls.entrance(channel));
    }
    channel.pipeline().addLast(new SocketConnection(config, channel, loops, handlers));
  }

  private void admitLate(Channel channel, Admission.Verdict verdict) {
    if (channel.isOpen()) {
      admit(channel, verdict);
      // It became active before there was anybody to be told.
      channel.pipeline().fireChannelActive();
      channel.config().setAutoRead(true);
    }
  }

  /** Asks {@code guard} about every further connection. */
  public void guard(Admission guard) {
    this.admission = guard;
  }

  private static boolean exceeds(int count, int limit) {
    return limit > 0 && count > limit;
  }

  /** The port in use, also when it was picked. */
  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Counts with {@code counter} what is refused from now on. */
  public void countRefused(Counter counter) {
    refused = counter;
  }

  /** Connections open now. */
  public int connections() {
    return connections.size();
  }

  /** Closes the port and all its connections, and waits until their handlers have been told. */
  @Override
  public void close() {
    server.close().awaitUninterruptibly();
    connections.close().awaitUninterruptibly();
  }
}

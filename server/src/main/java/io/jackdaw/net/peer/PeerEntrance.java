package io.jackdaw.net.peer;

import io.jackdaw.net.FrameAssembler;
import io.jackdaw.net.MalformedFrameException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection from another server, or from a stranger, who gets no answer and is shown out: when
 * his first bytes are no hello, when he says nothing for long, or when there are too many of him.
 */
final class PeerEntrance extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(PeerEntrance.class);
  private static final int MAX_FRAME_BYTES = 72 * 1024 * 1024;
  private static final int MAX_STRANGERS = 64;
  private static final int STRANGERS_PATIENCE_S = 5;

  private final PeerNetwork network;
  private final PeerNetwork.Receiver receiver;
  private FrameAssembler frames = new FrameAssembler(Hello.MAX_BYTES, this::greeted);
  private @Nullable Hello hello;

  PeerEntrance(PeerNetwork network, PeerNetwork.Receiver receiver) {
    this.network = network;
    this.receiver = receiver;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (network.strangers() > MAX_STRANGERS) {
      context.close();
      return;
    }
    context
        .executor()
        .schedule(
            () -> {
              if (hello == null) {
                context.close();
              }
            },
            STRANGERS_PATIENCE_S,
            TimeUnit.SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (hello == null) {
        frames.add(in, context.alloc());
        enter(context);
      }
      if (hello != null) {
        frames.add(in, context.alloc());
      }
    } catch (MalformedFrameException | IllegalArgumentException nonsense) {
      showOut(context, nonsense);
    } finally {
      in.release();
    }
  }

  private void showOut(ChannelHandlerContext context, Exception why) {
    if (hello == null) {
      LOG.debug("A stranger at the port of the ensemble: {}", context.channel().remoteAddress());
    } else {
      LOG.warn("Server {} sends what makes no sense: {}", hello.from(), why.getMessage());
    }
    context.close();
  }

  /** The first frame: no further one until it is known whose they are. */
  private boolean greeted(ByteBuffer frame) {
    Hello said = Hello.decode(frame);
    if (said == null || !network.isExpected(said)) {
      throw new MalformedFrameException("no hello of another server: " + said);
    }
    hello = said;
    return false;
  }

  private void enter(ChannelHandlerContext context) {
    Hello said = hello;
    if (said != null) {
      frames.close();
      frames =
          new FrameAssembler(
              MAX_FRAME_BYTES,
              frame -> {
                receiver.received(said.from(), frame);
                return true;
              });
      network.entered(said.from(), context.channel());
      LOG.debug("Server {} is connected", said.from());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    frames.close();
    Hello said = hello;
    if (said != null && network.left(said.from(), context.channel())) {
      receiver.lost(said.from());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("A connection from {} broke", context.channel().remoteAddress(), cause);
    context.close();
  }
}

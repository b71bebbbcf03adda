package io.jackdaw.net;

import io.jackdaw.time.EventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket on its event loop.
 *
 * <pre>
 *   socket → FrameAssembler → handler → expectReply() … complete(frame) ─┐  event loop
 *                                                                        ▼
 *   other threads → mailbox (one wake-up for all that waits) → replies in order → socket
 * </pre>
 *
 * <p>All fields but the mailbox belong to the event loop. It draws from the mailbox before it
 * completes a reply of its own, so what another thread handed over earlier leaves earlier: this is
 * what puts a watch event before the reply that shows the change.
 *
 * <p>Limits: above {@code maxPendingReplies} requests unanswered or replies unsent, and while the
 * socket does not take what is written, nothing is read. A peer that lets more than {@link
 * #MAX_UNSENT_BYTES} of pushed frames pile up is disconnected.
 */
final class SocketConnection extends ChannelInboundHandlerAdapter implements Connection {
  private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);
  private static final long MAX_UNSENT_BYTES = 256L * 1024 * 1024;

  private final ListenerConfig config;
  private final Channel channel;
  private final EventLoop eventLoop;
  private final ConnectionHandler handler;
  private final FrameAssembler assembler;
  private final InetSocketAddress remoteAddress;

  private final Queue<Runnable> mailbox = PlatformDependent.newMpscQueue();
  private final AtomicBoolean drainScheduled = new AtomicBoolean();

  private final ArrayDeque<Reply> replies = new ArrayDeque<>();
  private int unsentFrames;
  private boolean reading;
  private boolean unflushed;
  private boolean prefixSeen;
  private boolean raw;
  private boolean pausedByProtocol;
  private boolean closed;
  private boolean heardSinceIdleCheck;

  SocketConnection(
      ListenerConfig config, Channel channel, Function<Connection, ConnectionHandler> handlers) {
    this.config = config;
    this.channel = channel;
    this.eventLoop = EventLoops.of(channel);
    this.remoteAddress = (InetSocketAddress) channel.remoteAddress();
    this.handler = handlers.apply(this);
    this.assembler = new FrameAssembler(config.maxFrameBytes(), handler::frame);
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) channel.localAddress();
  }

  @Override
  public EventLoop eventLoop() {
    return eventLoop;
  }

  // ---- in ------------------------------------------------------------------------------------

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (config.idleCloseMs() > 0) {
      heardSinceIdleCheck = true;
      scheduleIdleCheck();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    reading = true;
    heardSinceIdleCheck = true;
    try {
      if (!closed && !raw && !takenAsRaw(in)) {
        assembler.add(in, context.alloc());
      }
    } catch (MalformedFrameException malformed) {
      LOG.warn(
          "Closing {} connection from {}: {}",
          config.protocol(),
          remoteAddress,
          malformed.getMessage());
      close();
    } catch (RuntimeException bug) {
      LOG.error("Closing {} connection from {}", config.protocol(), remoteAddress, bug);
      close();
    } finally {
      in.release();
    }
  }

  /** The first read may end inside the first four bytes; then they are left to the assembler. */
  private boolean takenAsRaw(ByteBuf in) {
    if (!prefixSeen && in.readableBytes() >= Integer.BYTES) {
      raw = handler.takesPrefix(in.getInt(in.readerIndex()));
    }
    prefixSeen = true;
    return raw;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    reading = false;
    flushIfNeeded();
    adjustReading();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    adjustReading();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closed = true;
    assembler.close();
    try {
      handler.closed();
    } finally {
      drain();
      for (Reply reply : replies) {
        reply.drop();
      }
      replies.clear();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("Connection from {} failed: {}", remoteAddress, cause.toString());
    } else {
      LOG.error("Closing {} connection from {}", config.protocol(), remoteAddress, cause);
    }
    close();
  }

  private void scheduleIdleCheck() {
    eventLoop.schedule(config.idleCloseMs(), this::checkIdle);
  }

  private void checkIdle() {
    if (closed) {
      return;
    }
    if (!heardSinceIdleCheck && replies.isEmpty() && unsentFrames == 0) {
      LOG.debug("Closing idle connection from {}", remoteAddress);
      close();
    } else {
      heardSinceIdleCheck = false;
      scheduleIdleCheck();
    }
  }

  // ---- out -----------------------------------------------------------------------------------

  @Override
  public PendingReply expectReply() {
    Reply reply = new Reply();
    replies.add(reply);
    return reply;
  }

  @Override
  public void push(OutboundFrame frame) {
    hand(() -> write(frame));
  }

  @Override
  public void sendRaw(byte[] bytes) {
    hand(
        () -> {
          channel.write(Unpooled.wrappedBuffer(bytes));
          unflushed = true;
        });
  }

  @Override
  public void closeAfterFlush() {
    hand(
        () ->
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE));
  }

  @Override
  public void close() {
    channel.close();
  }

  @Override
  public void pauseReading() {
    hand(() -> setPausedByProtocol(true));
  }

  @Override
  public void resumeReading() {
    hand(() -> setPausedByProtocol(false));
  }

  private void setPausedByProtocol(boolean paused) {
    pausedByProtocol = paused;
    adjustReading();
  }

  private void adjustReading() {
    boolean read =
        !pausedByProtocol
            && channel.isWritable()
            && replies.size() + unsentFrames <= config.maxPendingReplies();
    if (channel.config().isAutoRead() != read) {
      channel.config().setAutoRead(read);
    }
  }

  /** Runs an action on the event loop, after all that was handed over before it. */
  private void hand(Runnable action) {
    if (eventLoop.inEventLoop()) {
      drainMailbox();
      action.run();
      flushUnlessReading();
      return;
    }
    mailbox.add(action);
    if (drainScheduled.compareAndSet(false, true)) {
      eventLoop.execute(this::drain);
    }
  }

  private void drain() {
    drainScheduled.set(false);
    drainMailbox();
    flushUnlessReading();
    if (!closed) {
      adjustReading();
    }
  }

  private void drainMailbox() {
    for (Runnable action = mailbox.poll(); action != null; action = mailbox.poll()) {
      action.run();
    }
  }

  /** While a read is being handled, its replies leave with one flush at its end. */
  private void flushUnlessReading() {
    if (!reading) {
      flushIfNeeded();
    }
  }

  private void flushIfNeeded() {
    if (unflushed) {
      unflushed = false;
      channel.flush();
    }
  }

  private void write(OutboundFrame frame) {
    if (closed) {
      frame.release();
      return;
    }
    List<Object> pieces = frame.finish();
    int last = pieces.size() - 1;
    for (int i = 0; i < last; i++) {
      channel.write(pieces.get(i), channel.voidPromise());
    }
    ChannelPromise sent = channel.newPromise();
    sent.addListener((ChannelFuture future) -> frameSent(frame));
    unsentFrames++;
    channel.write(pieces.get(last), sent);
    unflushed = true;
    ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
    if (unsent != null && unsent.totalPendingWriteBytes() > MAX_UNSENT_BYTES) {
      LOG.warn(
          "Closing {} connection from {}: it does not read, {} bytes are waiting for it",
          config.protocol(),
          remoteAddress,
          unsent.totalPendingWriteBytes());
      close();
    }
  }

  private void frameSent(OutboundFrame frame) {
    unsentFrames--;
    frame.afterSend().run();
    if (!closed && !reading) {
      adjustReading();
    }
  }

  private void sendReady() {
    for (Reply next = replies.peek(); next != null && next.done; next = replies.peek()) {
      replies.remove();
      if (next.frame != null) {
        write(next.frame);
      }
    }
  }

  /** A place in the order of replies; its fields belong to the event loop. */
  private final class Reply implements PendingReply {
    private @Nullable OutboundFrame frame;
    private boolean done;

    @Override
    public void complete(OutboundFrame frame) {
      hand(() -> finish(frame));
    }

    @Override
    public void skip() {
      hand(() -> finish(null));
    }

    private void finish(@Nullable OutboundFrame reply) {
      if (done || closed) {
        if (reply != null) {
          reply.release();
        }
        return;
      }
      done = true;
      frame = reply;
      sendReady();
    }

    private void drop() {
      if (frame != null) {
        frame.release();
        frame = null;
      }
    }
  }
}

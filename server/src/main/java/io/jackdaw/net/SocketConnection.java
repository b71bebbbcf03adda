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
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket on its event loop.
 *
 * <pre>
 *   socket → FrameAssembler → handler → expectReply() … complete(frame) ─┐  event loop
 *                                                                        ▼
 *   other threads → mailbox (one wake-up of the loop for all) → replies in order → socket
 * </pre>
 *
 * <p>All fields but the mailbox belong to the event loop. It draws from the mailbox before it
 * completes a reply of its own, so what another thread handed over earlier leaves earlier: this is
 * what puts a watch event before the reply that shows the change.
 *
 * <p>Limits: above {@code maxPendingReplies} requests unanswered or replies unsent, and while the
 * socket does not take what is written, no request is taken, not even one that was read already. A
 * peer that lets more than {@link #MAX_UNSENT_BYTES} pile up is disconnected, and so is one that
 * takes no byte of what was sent for as long as a silent one may stay.
 */
final class SocketConnection extends ChannelInboundHandlerAdapter
    implements Connection, LoopMail.Recipient {
  private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);
  private static final long MAX_UNSENT_BYTES = 64L * 1024 * 1024;

  /** The same when memory is short. */
  private static final long MANY_UNSENT_BYTES = 8L * 1024 * 1024;

  /** More than this many bytes of one frame, not yet whole, are worth watching. */
  private static final int LARGE_FRAME_BYTES = 1024 * 1024;

  /** How long a peer may take to read the last of what it is sent before it is hung up on. */
  private static final long LAST_WORDS_MS = 10_000;

  /** When the mailbox is to be emptied: the values of {@code drainScheduled}. */
  private static final int NOT_AT_ALL = 0;

  private static final int AT_LEISURE = 1;
  private static final int BEHIND_REPLIES = 2;
  private static final int SOON = 3;

  private final ListenerConfig config;
  private final Channel channel;
  private final EventLoop eventLoop;
  private final ConnectionHandler handler;
  private final FrameAssembler assembler;
  private final LargeFrames largeFrames;
  private final InetSocketAddress remoteAddress;

  private final Queue<Runnable> mailbox = PlatformDependent.newMpscQueue();
  private final AtomicLong mailedBytes = new AtomicLong();
  private final LoopMail mail;
  private final AtomicInteger drainScheduled = new AtomicInteger(NOT_AT_ALL);

  private @Nullable ByteBuf prefix;
  private final ArrayDeque<ByteBuf> unread = new ArrayDeque<>(2);
  private final ArrayDeque<Reply> replies = new ArrayDeque<>();
  private int unsentFrames;
  private boolean reading;
  private boolean restScheduled;
  private boolean unflushed;
  private boolean prefixSeen;
  private boolean raw;
  private boolean pausedByProtocol;
  private boolean lastWords;
  private boolean holdsLargeFrame;
  private volatile boolean closed;
  private boolean heardSinceIdleCheck;
  private boolean sentSinceIdleCheck;

  SocketConnection(
      ListenerConfig config,
      Channel channel,
      EventLoops loops,
      Function<Connection, ConnectionHandler> handlers) {
    this.config = config;
    this.channel = channel;
    this.eventLoop = EventLoops.of(channel);
    this.remoteAddress = (InetSocketAddress) channel.remoteAddress();
    this.handler = handlers.apply(this);
    this.largeFrames = loops.largeFrames();
    this.mail = loops.mailOf(channel);
    RequestMemory memory = config.memory();
    this.assembler =
        memory == null
            ? new FrameAssembler(config.maxFrameBytes(), this::take)
            : new FrameAssembler(config.maxFrameBytes(), this::take, memory, this::memoryGranted);
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

  @Override
  public List<X509Certificate> peerCertificates() {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      return List.of();
    }
    try {
      return Arrays.stream(tls.engine().getSession().getPeerCertificates())
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException noneShown) {
      return List.of();
    }
  }

  @Override
  public String toString() {
    return config.protocol() + " connection from " + remoteAddress;
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
    heardSinceIdleCheck = true;
    if (!prefixSeen) {
      in = withPrefix(in);
      if (in.readableBytes() < Integer.BYTES) {
        prefix = in;
        return;
      }
      prefixSeen = true;
      raw = !closed && takesPrefix(in);
    }
    if (closed || raw) {
      in.release();
      return;
    }
    unread.add(in);
    takeUnread();
    if (!unread.isEmpty()) {
      channel.config().setAutoRead(false);
    }
  }

  /** Takes what was read, as far as it may be taken now. */
  private void takeUnread() {
    reading = true;
    try {
      for (ByteBuf in = unread.peek(); in != null && mayTake(); in = unread.peek()) {
        assembler.add(in, channel.alloc());
        if (!in.isReadable()) {
          unread.remove().release();
        }
      }
      watchLargeFrame();
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
    } catch (OutOfMemoryError noRoom) {
      // Of direct memory, which the peers share; of heap, the process would have ended.
      LOG.warn(
          "Closing {} connection from {}: {}",
          config.protocol(),
          remoteAddress,
          noRoom.getMessage());
      close();
    }
  }

  private boolean take(ByteBuffer frame) {
    handler.frame(frame);
    return mayTake();
  }

  private void watchLargeFrame() {
    boolean large = assembler.gatheredBytes() > LARGE_FRAME_BYTES;
    if (large != holdsLargeFrame) {
      holdsLargeFrame = large;
      if (large) {
        largeFrames.add(this);
      } else {
        largeFrames.remove(this);
      }
    }
    if (large) {
      largeFrames.makeRoom();
    }
  }

  /** Ends this connection for the memory it holds; any thread. */
  void giveUpLargeFrame() {
    LOG.warn(
        "Closing {} connection from {}: memory is short, and its frame is the one that is"
            + " unfinished for longest",
        config.protocol(),
        remoteAddress);
    close();
  }

  private boolean takesPrefix(ByteBuf in) {
    int start = in.readerIndex();
    ByteBuffer more = in.nioBuffer(start + Integer.BYTES, in.readableBytes() - Integer.BYTES);
    return handler.takesPrefix(in.getInt(start), more);
  }

  /** What was read so far, while it is less than the first four bytes, and {@code in}. */
  private ByteBuf withPrefix(ByteBuf in) {
    ByteBuf first = prefix;
    if (first == null) {
      return in;
    }
    prefix = null;
    ByteBuf both = channel.alloc().buffer(first.readableBytes() + in.readableBytes());
    both.writeBytes(first).writeBytes(in);
    first.release();
    in.release();
    return both;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    taken();
  }

  private void taken() {
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
    largeFrames.remove(this);
    unread.forEach(ByteBuf::release);
    unread.clear();
    if (prefix != null) {
      prefix.release();
      prefix = null;
    }
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
    } else if (cause instanceof DecoderException && cause.getCause() instanceof SSLException tls) {
      LOG.warn(
          "Closing {} connection from {}: {}", config.protocol(), remoteAddress, tls.getMessage());
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
    boolean waitsForUs = (!replies.isEmpty() && unsentFrames == 0) || assembler.waitsForMemory();
    if (!heardSinceIdleCheck && !sentSinceIdleCheck && !waitsForUs) {
      LOG.debug("Closing idle connection from {}", remoteAddress);
      close();
    } else {
      heardSinceIdleCheck = false;
      sentSinceIdleCheck = false;
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
    push(frame, BEHIND_REPLIES);
  }

  @Override
  public void post(OutboundFrame frame) {
    push(frame, AT_LEISURE);
  }

  private void push(OutboundFrame frame, int when) {
    if (closed) {
      frame.release();
      return;
    }
    long mailed = mailed(frame);
    hand(
        when,
        () -> {
          received(mailed);
          write(frame);
        });
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
    hand(this::sendLastWords);
  }

  private void sendLastWords() {
    lastWords = true;
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    if (channel.isOpen()) {
      EventLoop.Timeout patience = eventLoop.schedule(LAST_WORDS_MS, channel::close);
      channel.closeFuture().addListener(closed -> patience.cancel());
    }
  }

  @Override
  public void close() {
    closed = true;
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

  private boolean mayTake() {
    return !pausedByProtocol && hasRoom();
  }

  private boolean hasRoom() {
    return !closed
        && !lastWords
        && !assembler.waitsForMemory()
        && channel.isWritable()
        && replies.size() + unsentFrames <= config.maxPendingReplies();
  }

  private void memoryGranted() {
    hand(this::adjustReading);
  }

  private void adjustReading() {
    boolean read = mayTake();
    if (read && !unread.isEmpty()) {
      if (!reading && !restScheduled) {
        // Not executed at once, and once for all that was sent: tasks that beget tasks would keep
        // the loop from other sockets.
        restScheduled = true;
        eventLoop.schedule(0, this::takeRest);
      }
      return;
    }
    // A pause of the protocol's costs no system call until something comes, and the peer's end is
    // seen.
    boolean listen = read || (pausedByProtocol && unread.isEmpty() && hasRoom());
    if (channel.config().isAutoRead() != listen) {
      channel.config().setAutoRead(listen);
    }
  }

  private void takeRest() {
    restScheduled = false;
    if (!closed && !reading) {
      takeUnread();
      taken();
    }
  }

  /** Counts a frame that another thread hands over; what {@link #received} is to be told. */
  private long mailed(OutboundFrame frame) {
    if (eventLoop.inEventLoop()) {
      return 0;
    }
    long bytes = frame.sizeBytes();
    long before = mailedBytes.getAndAdd(bytes);
    if (before > MAX_UNSENT_BYTES) {
      disconnectFlooded(before);
    }
    return bytes;
  }

  private void received(long bytes) {
    if (bytes > 0) {
      mailedBytes.getAndAdd(-bytes);
    }
  }

  /** Runs an action on the event loop, after all that was handed over before it. */
  private void hand(Runnable action) {
    hand(SOON, action);
  }

  private void hand(int when, Runnable action) {
    if (eventLoop.inEventLoop()) {
      drainMailbox();
      action.run();
      flushUnlessReading();
      return;
    }
    mailbox.add(action);
    int before = drainScheduled.get();
    if (before < when && drainScheduled.getAndAccumulate(when, Math::max) < when) {
      switch (when) {
        case SOON -> mail.reply(this);
        case BEHIND_REPLIES -> mail.notice(this);
        default -> mail.post(this);
      }
    }
  }

  /** Does what other threads have handed over. */
  @Override
  public void drain() {
    drainScheduled.set(NOT_AT_ALL);
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
    if (closed || (!channel.isWritable() && isFlooded())) {
      frame.release();
      return;
    }
    List<Object> pieces = frame.finish();
    int last = pieces.size() - 1;
    for (int i = 0; i < last; i++) {
      channel.write(sendable(pieces.get(i)), channel.voidPromise());
    }
    ChannelPromise sent = channel.newPromise();
    sent.addListener((ChannelFuture future) -> frameSent(frame));
    unsentFrames++;
    channel.write(sendable(pieces.get(last)), sent);
    unflushed = true;
  }

  /** The kernel sends files as they are; what is encrypted passes through memory. */
  private Object sendable(Object piece) {
    if (!(piece instanceof OutboundFrame.BorrowedFileRegion file)
        || channel.pipeline().get(SslHandler.class) == null) {
      return piece;
    }
    if (channel.pipeline().get(ChunkedWriteHandler.class) == null) {
      channel.pipeline().addAfter("tls", "chunks", new ChunkedWriteHandler());
    }
    return file.inChunks();
  }

  /** Whether so much is waiting already that the peer cannot be reading. */
  private boolean isFlooded() {
    ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
    long bytes = unsent == null ? 0 : unsent.totalPendingWriteBytes();
    boolean flooded =
        bytes > MAX_UNSENT_BYTES || (bytes > MANY_UNSENT_BYTES && LargeFrames.memoryIsShort());
    if (flooded) {
      disconnectFlooded(bytes);
    }
    return flooded;
  }

  private void disconnectFlooded(long bytes) {
    if (!closed) {
      LOG.warn(
          "Closing {} connection from {}: it does not read, {} bytes are waiting for it",
          config.protocol(),
          remoteAddress,
          bytes);
      close();
    }
  }

  private void frameSent(OutboundFrame frame) {
    unsentFrames--;
    sentSinceIdleCheck = true;
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
      if (closed) {
        frame.release();
        return;
      }
      long mailed = mailed(frame);
      hand(
          () -> {
            received(mailed);
            finish(frame);
          });
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

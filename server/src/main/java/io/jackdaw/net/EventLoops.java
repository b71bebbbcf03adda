package io.jackdaw.net;

import io.jackdaw.time.EventLoop;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorChooserFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The threads that do all socket work of a node, shared by every listener. Closing waits until they
 * have ended.
 */
public final class EventLoops implements AutoCloseable {
  private final EventLoopGroup group;
  private final Class<? extends ServerChannel> serverChannel;
  private final LargeFrames largeFrames = new LargeFrames();
  private final Map<EventExecutor, LoopMail> mail = new HashMap<>();
  private final LoopMail[] mails;

  public EventLoops(int threads) {
    this(threads, Transport.usual());
  }

  public EventLoops(int threads, Transport transport) {
    DefaultThreadFactory names = new DefaultThreadFactory("jackdaw-io", true);
    this.group =
        new MultiThreadIoEventLoopGroup(
            threads, new ThreadPerTaskExecutor(names), EventLoops::chooser, transport.handlers());
    group.forEach(loop -> mail.put(loop, new LoopMail(new NettyEventLoop(loop))));
    this.mails = mail.values().toArray(LoopMail[]::new);
    this.serverChannel = transport.serverChannel();
  }

  /**
   * Gives a new connection to a loop by chance. In turn, as Netty does by itself, all the work can
   * end up on one of two loops: a Kafka client opens one connection to look around and the next to
   * work.
   */
  private static EventExecutorChooserFactory.EventExecutorChooser chooser(EventExecutor[] loops) {
    return () -> loops[ThreadLocalRandom.current().nextInt(loops.length)];
  }

  EventLoopGroup group() {
    return group;
  }

  Class<? extends ServerChannel> serverChannel() {
    return serverChannel;
  }

  LargeFrames largeFrames() {
    return largeFrames;
  }

  LoopMail mailOf(Channel channel) {
    return Objects.requireNonNull(mail.get(channel.eventLoop()));
  }

  /** Sends what {@link Connection#post} was given; any thread. */
  public void deliverPosts() {
    for (LoopMail each : mails) {
      each.deliverPosts();
    }
  }

  static EventLoop of(Channel channel) {
    return new NettyEventLoop(channel.eventLoop());
  }

  /** One of the loops, for work that has no connection. */
  public EventLoop next() {
    return new NettyEventLoop(group.next());
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private record NettyEventLoop(EventExecutor loop) implements EventLoop {
    @Override
    public boolean inEventLoop() {
      return loop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
      if (!loop.isShuttingDown()) {
        loop.execute(task);
      }
    }

    @Override
    public Timeout schedule(long delayMs, Runnable task) {
      Future<?> future = loop.schedule(task, delayMs, TimeUnit.MILLISECONDS);
      return () -> future.cancel(false);
    }
  }
}

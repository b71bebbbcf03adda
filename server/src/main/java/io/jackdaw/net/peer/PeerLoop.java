package io.jackdaw.net.peer;

import io.jackdaw.time.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread for the sockets between servers, and for all that is done with what comes from them:
 * so nothing is handed from thread to thread on the way. Other than the loops of clients it may
 * wait for the disk.
 */
public final class PeerLoop implements EventLoop, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerLoop.class);

  private final EventLoopGroup group;
  private final io.netty.channel.EventLoop loop;
  private final boolean epoll = Epoll.isAvailable();

  public PeerLoop(String name) {
    this.group =
        new MultiThreadIoEventLoopGroup(
            1,
            (ThreadFactory) runnable -> Thread.ofPlatform().daemon().name(name).unstarted(runnable),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.loop = group.next();
  }

  EventLoopGroup group() {
    return group;
  }

  boolean isEpoll() {
    return epoll;
  }

  Class<? extends ServerChannel> serverChannel() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  Class<? extends SocketChannel> channel() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  @Override
  public boolean inEventLoop() {
    return loop.inEventLoop();
  }

  @Override
  public void execute(Runnable task) {
    if (!loop.isShuttingDown()) {
      loop.execute(() -> runLogged(task));
    }
  }

  @Override
  public Timeout schedule(long delayMs, Runnable task) {
    if (loop.isShuttingDown()) {
      return () -> {};
    }
    Future<?> future =
        loop.schedule(() -> runLogged(task), Math.max(0, delayMs), TimeUnit.MILLISECONDS);
    return () -> future.cancel(false);
  }

  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException failure) {
      LOG.error("Task failed on {}", Thread.currentThread().getName(), failure);
    }
  }

  /** Drops what is still to run, and waits for the thread. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}

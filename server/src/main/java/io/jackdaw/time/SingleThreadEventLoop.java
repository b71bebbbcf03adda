package io.jackdaw.time;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@link EventLoop} on a daemon thread of its own, for state that no socket owns: the
 * controller, a coordinator shard, periodic work.
 *
 * <p>{@link #close} lets the running task end, drops the rest and waits for the thread.
 */
public final class SingleThreadEventLoop implements EventLoop, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SingleThreadEventLoop.class);
  private static final long CLOSE_TIMEOUT_MS = 10_000;

  private final ScheduledThreadPoolExecutor executor;
  private volatile Thread thread;

  public SingleThreadEventLoop(String name) {
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> {});
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            runnable -> {
              Thread created = Thread.ofPlatform().daemon().name(name).unstarted(runnable);
              this.thread = created;
              return created;
            },
            (task, pool) -> {});
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public boolean inEventLoop() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(() -> runLogged(task));
  }

  @Override
  public Timeout schedule(long delayMs, Runnable task) {
    try {
      Future<?> future =
          executor.schedule(() -> runLogged(task), Math.max(0, delayMs), TimeUnit.MILLISECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException closed) {
      return () -> {};
    }
  }

  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      LOG.error("Task failed on {}", Thread.currentThread().getName(), failure);
      if (failure instanceof VirtualMachineError) {
        throw failure;
      }
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    if (inEventLoop()) {
      return;
    }
    try {
      if (!executor.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
        LOG.warn("Thread {} is still busy after {} ms", thread.getName(), CLOSE_TIMEOUT_MS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

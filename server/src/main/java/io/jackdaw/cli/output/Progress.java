package io.jackdaw.cli.output;

import java.io.PrintStream;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/**
 * Waits for an answer and, when that takes longer than two seconds, says so on standard error so
 * that nobody wonders whether the command hangs.
 */
public final class Progress {
  private static final long FIRST_NOTE_MS = 2_000;
  private static final long NEXT_NOTE_MS = 5_000;

  private final PrintStream err;

  public Progress(PrintStream err) {
    this.err = err;
  }

  /**
   * Waits without a limit of its own: the clients have theirs. Throws what the future failed with.
   */
  public <T> T await(String doing, KafkaFuture<T> future) {
    return await(doing, future.toCompletionStage().toCompletableFuture());
  }

  /** As above, for any future. */
  public <T> T await(String doing, Future<T> future) {
    long waitedMs = 0;
    long patienceMs = FIRST_NOTE_MS;
    while (true) {
      try {
        return future.get(patienceMs, TimeUnit.MILLISECONDS);
      } catch (TimeoutException stillRunning) {
        waitedMs += patienceMs;
        patienceMs = NEXT_NOTE_MS;
        err.println("still " + doing + " (" + waitedMs / 1_000 + " s)…");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Failure("interrupted while " + doing, "", e);
      } catch (ExecutionException e) {
        throw failure(e.getCause() == null ? e : e.getCause());
      }
    }
  }

  private static RuntimeException failure(Throwable cause) {
    if (cause instanceof CompletionException && cause.getCause() != null) {
      return failure(cause.getCause());
    }
    return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
  }
}

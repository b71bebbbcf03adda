package io.jackdaw.kafka.partition;

import io.jackdaw.time.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Waits until an append may be acknowledged. */
final class CommitWaiter implements PartitionWaiter {
  private final Partition partition;
  private final Supplier<@Nullable Errors> verdict;
  private final CompletableFuture<Errors> outcome = new CompletableFuture<>();

  /**
   * @param verdict null as long as the wait has to go on
   */
  CommitWaiter(Partition partition, Supplier<@Nullable Errors> verdict) {
    this.partition = partition;
    this.verdict = verdict;
  }

  CompletionStage<Errors> begin(long timeoutMs, EventLoop timers) {
    EventLoop.Timeout timeout =
        timers.schedule(timeoutMs, () -> outcome.complete(Errors.REQUEST_TIMED_OUT));
    partition.await(this);
    outcome.thenRun(
        () -> {
          timeout.cancel();
          partition.forget(this);
        });
    changed();
    return outcome;
  }

  @Override
  public void advanced(int bytes) {
    changed();
  }

  @Override
  public void changed() {
    Errors reached = verdict.get();
    if (reached != null) {
      outcome.complete(reached);
    }
  }
}

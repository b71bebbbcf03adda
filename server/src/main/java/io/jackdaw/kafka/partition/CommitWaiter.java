package io.jackdaw.kafka.partition;

import io.jackdaw.time.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/** Waits until an append is committed (acks=all). */
final class CommitWaiter implements PartitionWaiter {
  private final Partition partition;
  private final long lastOffset;
  private final CompletableFuture<Errors> outcome = new CompletableFuture<>();

  CommitWaiter(Partition partition, long lastOffset) {
    this.partition = partition;
    this.lastOffset = lastOffset;
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
    Errors reached = partition.commitOutcome(lastOffset);
    if (reached != null) {
      outcome.complete(reached);
    }
  }
}

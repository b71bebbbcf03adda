package io.jackdaw.kafka.partition;

import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A fetch that found less than it asked for (long poll), or has to wait for the disk.
 *
 * <pre>
 *   waiting ──enough bytes, or a change──▶ reading again ──enough, or time over──▶ answered
 *      ▲                                        │     └─▶ on a disk thread ─▶ answered
 *      └──────────────── too little ────────────┘               ▲         (or waiting, if it began
 *                                            begun cold ────────┘          so and found too little)
 * </pre>
 *
 * <p>Partitions tell it on any thread; it reads and answers on the connection's event loop. It
 * holds no lease while it waits.
 */
final class WaitingFetch implements PartitionWaiter {
  private final FetchReader reader;
  private final List<FetchTarget> targets;
  private final FetchLimits limits;
  private final EventLoop loop;
  private final CompletableFuture<List<PartitionRead>> answer = new CompletableFuture<>();
  private final List<Partition> partitions = new ArrayList<>();
  private final AtomicLong missingBytes = new AtomicLong();
  private final AtomicBoolean woken = new AtomicBoolean();

  WaitingFetch(FetchReader reader, List<FetchTarget> targets, FetchLimits limits, EventLoop loop) {
    this.reader = reader;
    this.targets = targets;
    this.limits = limits;
    this.loop = loop;
  }

  /**
   * @param reads what was found, too little; released here
   */
  CompletableFuture<List<PartitionRead>> begin(List<PartitionRead> reads) {
    waitFor(reads);
    boolean moved = false;
    for (PartitionRead read : reads) {
      Partition partition = reader.partition(read);
      if (partition != null) {
        partition.await(this);
        partitions.add(partition);
        moved |= partition.highWatermark() != read.highWatermark() || !partition.leads();
      }
    }
    EventLoop.Timeout timeout = loop.schedule(limits.maxWaitMs(), () -> readAgain(true));
    answer.whenComplete(
        (found, abandoned) -> {
          timeout.cancel();
          partitions.forEach(partition -> partition.forget(this));
        });
    if (moved) {
      changed();
    }
    return answer;
  }

  /** Reads on a disk thread first. */
  CompletableFuture<List<PartitionRead>> beginCold() {
    reader
        .readCold(targets, limits)
        .whenComplete((reads, failure) -> loop.execute(() -> beginWith(reads, failure)));
    return answer;
  }

  private void beginWith(@Nullable List<PartitionRead> reads, @Nullable Throwable failure) {
    if (reads == null) {
      answer.completeExceptionally(Objects.requireNonNull(failure));
    } else if (answer.isDone() || FetchReader.isEnough(reads, limits)) {
      finish(reads);
    } else {
      var _ = begin(reads);
    }
  }

  private void finish(List<PartitionRead> reads) {
    if (!answer.complete(reads)) {
      reads.forEach(PartitionRead::release);
    }
  }

  @Override
  public void advanced(int bytes) {
    if (missingBytes.addAndGet(-bytes) <= 0) {
      changed();
    }
  }

  @Override
  public void changed() {
    if (woken.compareAndSet(false, true)) {
      loop.execute(() -> readAgain(false));
    }
  }

  private void readAgain(boolean timeOver) {
    if (answer.isDone()) {
      return;
    }
    missingBytes.set(0); // what comes while reading is read again
    woken.set(false);
    List<PartitionRead> reads = reader.readFresh(targets, limits);
    if (reads == null) {
      // There is something to read, so there is nothing more to wait for.
      reader
          .readCold(targets, limits)
          .whenComplete((cold, failure) -> loop.execute(() -> answerWith(cold, failure)));
    } else if (timeOver || FetchReader.isEnough(reads, limits)) {
      finish(reads);
    } else {
      waitFor(reads);
    }
  }

  private void answerWith(@Nullable List<PartitionRead> reads, @Nullable Throwable failure) {
    if (reads == null) {
      answer.completeExceptionally(Objects.requireNonNull(failure));
    } else {
      finish(reads);
    }
  }

  private void waitFor(List<PartitionRead> reads) {
    long bytes = 0;
    for (PartitionRead read : reads) {
      bytes += read.bytes();
      read.release();
    }
    missingBytes.set(limits.minBytes() - bytes);
  }
}

package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the applied state written, as this server's snapshot or elsewhere. The state is fixed for one
 * of them at a time. On the loop, except where said; what blocks is left to an executor.
 */
final class SnapshotWriter {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotWriter.class);

  private final EventLoop loop;
  private final Executor executor;
  private final Snapshots snapshots;
  private final Source source;
  private final List<CompletableFuture<Long>> wanted = new ArrayList<>();
  private final Deque<CompletableFuture<StateMachine.Snapshot>> fixWanted = new ArrayDeque<>();
  private boolean writing;
  private long covered;
  private volatile long keptFrom = Long.MAX_VALUE;

  /** Whose state it is. */
  interface Source {
    boolean isStopped();

    LoggedBatches state();

    long appliedIndex();

    long appliedTerm();

    /**
     * There is a new snapshot: older ones can go, and the entries that all which stay cover.
     *
     * @param keptFrom commands after that are still needed
     */
    void written(long keptFrom);
  }

  /**
   * @param executor runs one writing at a time
   */
  SnapshotWriter(EventLoop loop, Executor executor, Snapshots snapshots, Source source) {
    this.loop = loop;
    this.executor = executor;
    this.snapshots = snapshots;
    this.source = source;
  }

  /** Commands after that index are still needed by a reader of the log; any thread. */
  void keepFrom(long index) {
    keptFrom = index;
  }

  /** The state is that of a snapshot. */
  void restored() {
    covered = source.state().commands();
  }

  /** Begins a snapshot if {@code every} commands have been applied since the last. */
  void applied(long every) {
    if (source.state().commands() - covered >= every) {
      begin();
    }
  }

  /** Has a snapshot written; completes with the index that it covers. Any thread. */
  CompletableFuture<Long> write() {
    CompletableFuture<Long> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          wanted.add(done);
          begin();
        });
    return done;
  }

  /**
   * Fixes the state for somebody who writes it elsewhere; none other is fixed before that is
   * closed. Any thread.
   */
  CompletableFuture<StateMachine.Snapshot> fix() {
    CompletableFuture<StateMachine.Snapshot> fixed = new CompletableFuture<>();
    loop.execute(
        () -> {
          fixWanted.add(fixed);
          lend();
        });
    return fixed;
  }

  private void lend() {
    CompletableFuture<StateMachine.Snapshot> next = writing ? null : fixWanted.poll();
    if (next != null && source.isStopped()) {
      next.completeExceptionally(new StorageException("No snapshot: the log is closed"));
    } else if (next != null) {
      writing = true;
      next.complete(
          new LentSnapshot(source.state().machineState(), () -> loop.execute(this::done)));
    }
  }

  private void done() {
    writing = false;
    lend();
    if (!wanted.isEmpty()) {
      begin();
    }
  }

  private void begin() {
    if (writing || source.isStopped()) {
      return;
    }
    writing = true;
    covered = source.state().commands();
    long index = source.appliedIndex();
    long term = source.appliedTerm();
    List<CompletableFuture<Long>> waiting = List.copyOf(wanted);
    wanted.clear();
    StateMachine.Snapshot fixed = source.state().snapshot();
    executor.execute(
        () -> {
          RuntimeException failure = null;
          try {
            snapshots.write(fixed, index, term);
          } catch (RuntimeException | Error cause) {
            LOG.error("No snapshot at entry {}", index, cause);
            failure = new StorageException("No snapshot at entry " + index, cause);
          }
          RuntimeException outcome = failure;
          loop.execute(() -> written(index, outcome, waiting));
        });
  }

  private void written(
      long index, @Nullable RuntimeException failure, List<CompletableFuture<Long>> waiting) {
    if (failure == null) {
      source.written(keptFrom);
      waiting.forEach(each -> each.complete(index));
    } else {
      waiting.forEach(each -> each.completeExceptionally(failure));
    }
    done();
  }

  /** Whoever waits for a state waits no more; the source has stopped. */
  void close() {
    writing = false;
    while (!fixWanted.isEmpty()) {
      lend();
    }
  }
}

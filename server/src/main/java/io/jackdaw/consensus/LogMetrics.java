package io.jackdaw.consensus;

import io.jackdaw.metrics.Counter;
import io.jackdaw.metrics.Sizes;
import io.jackdaw.metrics.Summary;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a log measures of itself. Any thread; times in milliseconds.
 *
 * @param fsyncMs one force of the disk
 * @param flushMs writing and forcing one batch
 * @param batchCommands commands that shared a batch
 * @param waitingCommands commands that waited when a batch was begun
 * @param snapshotMs writing one snapshot
 * @param snapshotAtMs wall time of the newest snapshot on disk; -1 if there is none
 * @param snapshotErrors snapshots that failed
 * @param slowFsyncs forces of the disk that took longer than is worth a warning
 * @param recoveredCommands commands applied again at a start
 * @param replayMs how long that took
 * @param snapshotLoadMs how long reading the snapshot took at a start
 * @param recoveryMs both
 * @param proposalBytes batches that this server has put into the log as its leader
 */
public record LogMetrics(
    Summary fsyncMs,
    Summary flushMs,
    Summary batchCommands,
    Summary waitingCommands,
    Summary snapshotMs,
    AtomicLong snapshotAtMs,
    Counter snapshotErrors,
    Counter slowFsyncs,
    Summary recoveredCommands,
    Summary replayMs,
    Summary snapshotLoadMs,
    Summary recoveryMs,
    Sizes proposalBytes) {

  public LogMetrics() {
    this(
        Summary.basic(),
        Summary.detailed(),
        Summary.basic(),
        Summary.basic(),
        Summary.basic(),
        new AtomicLong(-1),
        new Counter(),
        new Counter(),
        Summary.basic(),
        Summary.basic(),
        Summary.basic(),
        Summary.basic(),
        new Sizes());
  }
}

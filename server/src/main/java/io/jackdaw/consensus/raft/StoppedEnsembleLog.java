package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.ProposalRefusedException;
import io.jackdaw.consensus.ProposalRefusedException.Reason;
import io.jackdaw.consensus.ReplicatedLog;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a stopped server of an ensemble has on its disk, to be read once: all its entries are
 * applied, as if they were committed. Everything that was ever acknowledged is among them on the
 * server whose log is the newest, if all are stopped.
 */
public final class StoppedEnsembleLog implements ReplicatedLog {
  private static final int ANY_SNAPSHOTS = 1;

  private final Path directory;
  private final Disk disk;
  private final Clock clock;
  private final LogMetrics metrics = new LogMetrics();
  private Disk.@Nullable AutoCloseableLock lock;

  public StoppedEnsembleLog(Path directory, Disk disk, Clock clock) {
    this.directory = directory;
    this.disk = disk;
    this.clock = clock;
  }

  /** Applies everything; takes nothing afterwards. */
  @Override
  public void start(StateMachine machine) {
    lock = disk.lock(directory);
    LoggedBatches batches = LoggedBatches.read(machine);
    Snapshots snapshots = new Snapshots(disk, directory, ANY_SNAPSHOTS, clock, metrics);
    Snapshots.Found found = snapshots.find().orElse(null);
    if (found != null) {
      found
          .file()
          .read(
              disk,
              (InputStream in) -> {
                batches.restore(in);
                return found;
              });
    }
    long index = found == null ? 0 : found.index();
    EntryLog.Settings settings =
        new EntryLog.Settings(true, RaftConfig.SEGMENT_BYTES, RaftConfig.AHEAD_BYTES);
    try (EntryLog log =
        EntryLog.open(
            disk, directory, settings, clock, metrics, index, found == null ? 0 : found.term())) {
      for (long next = index + 1; next <= log.lastIndex(); next++) {
        Entry entry = log.entry(next);
        if (entry.kind() == Entry.Kind.BATCH) {
          batches.apply(entry.term(), ByteBuffer.wrap(entry.payload()));
        }
      }
    }
  }

  @Override
  public void propose(Proposal proposal) {
    proposal.refused(new ProposalRefusedException(Reason.CLOSED, "the server is stopped"));
  }

  @Override
  public long snapshot() {
    throw new StorageException("A stopped server writes no snapshot");
  }

  @Override
  public LogMetrics metrics() {
    return metrics;
  }

  @Override
  public void close() {
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }
}

package io.jackdaw.consensus.local;

import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a state machine up to date from the newest whole snapshot and the journal behind it.
 *
 * <p>Only the end of the last segment can have been torn by a crash, since each batch is synced
 * before the next is written; it is cut. Whatever else is wrong could hide acknowledged commands,
 * and stops the start.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final Disk disk;
  private final JournalConfig config;
  private final Clock clock;
  private final LogMetrics metrics;
  private final StateMachine machine;
  private long appliedIndex;
  private long nextIndex;
  private long lastTerm;

  Recovery(Disk disk, JournalConfig config, Clock clock, LogMetrics metrics, StateMachine machine) {
    this.disk = disk;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
    this.machine = machine;
  }

  /** The outcome: where the log goes on, and in which file. */
  record Recovered(long snapshotIndex, long lastIndex, long lastTerm, SegmentWriter segment) {}

  Recovered run(ByteBuffer zeros) {
    long begunNs = clock.monotonicNs();
    deleteTemporaries();
    List<NamedFile> segments = NamedFile.segments(disk, config.directory());
    long snapshotIndex = restoreSnapshot(segments);
    long restoredNs = clock.monotonicNs();
    appliedIndex = snapshotIndex;
    SegmentWriter segment = replay(segments, zeros);
    machine.batchApplied();
    long endedNs = clock.monotonicNs();
    metrics.snapshotLoadMs().add((restoredNs - begunNs) / 1_000_000);
    metrics.replayMs().add((endedNs - restoredNs) / 1_000_000);
    metrics.recoveredCommands().add(appliedIndex - snapshotIndex);
    metrics.recoveryMs().add((endedNs - begunNs) / 1_000_000);
    LOG.info(
        "Journal {} is recovered: snapshot up to index {}, commands up to index {}, {} ms",
        config.directory(),
        snapshotIndex,
        appliedIndex,
        (endedNs - begunNs) / 1_000_000);
    return new Recovered(snapshotIndex, appliedIndex, lastTerm, segment);
  }

  private void deleteTemporaries() {
    for (Path path : disk.list(config.snapshotDirectory())) {
      if (path.toString().endsWith(".snap" + NamedFile.TEMPORARY)) {
        disk.delete(path);
      }
    }
  }

  /** Restores the newest whole snapshot; the index it covers, or 0 when there is none at all. */
  private long restoreSnapshot(List<NamedFile> segments) {
    List<NamedFile> snapshots = NamedFile.snapshots(disk, config.snapshotDirectory());
    for (NamedFile snapshot : snapshots.reversed()) {
      SnapshotFormat.Header header = SnapshotFile.check(disk, snapshot);
      if (header != null) {
        SnapshotFile.restore(disk, snapshot, machine);
        lastTerm = header.term();
        metrics.snapshotAtMs().set(header.createdMs());
        return header.index();
      }
      LOG.warn("{} is damaged and left aside; trying what came before it", snapshot.path());
    }
    if (!snapshots.isEmpty() && snapshots.getFirst().index() == 0) {
      throw new StorageException(
          "Every snapshot in "
              + config.snapshotDirectory()
              + " is damaged, also the one of what was there before the first command; restore "
              + snapshots.getFirst().path()
              + " from a copy");
    }
    boolean journalIsWhole = segments.isEmpty() || segments.getFirst().index() == 1;
    if (!snapshots.isEmpty() && segments.isEmpty()) {
      throw new StorageException(
          "Every snapshot in "
              + config.snapshotDirectory()
              + " is damaged and there is no journal; restore the directory from a copy");
    }
    if (!journalIsWhole) {
      throw new StorageException(
          "No whole snapshot in "
              + config.snapshotDirectory()
              + " covers the commands before "
              + segments.getFirst().path()
              + "; restore the snapshots from a copy");
    }
    return 0;
  }

  private SegmentWriter replay(List<NamedFile> segments, ByteBuffer zeros) {
    if (segments.isEmpty()) {
      refuseMissingJournal();
      return create(1, zeros);
    }
    int first = firstNeeded(segments);
    nextIndex = segments.get(first).index();
    for (int i = first; i + 1 < segments.size(); i++) {
      replayFinished(segments.get(i), segments.get(i + 1));
    }
    return replayLast(segments.getLast(), zeros);
  }

  private void refuseMissingJournal() {
    if (appliedIndex > 0) {
      throw new StorageException(
          "There is a snapshot up to index "
              + appliedIndex
              + " but no journal in "
              + config.directory()
              + ", and commands after the snapshot may be lost. Put the journal back; or, to go on"
              + " from the snapshot, create the empty file "
              + NamedFile.segment(config.directory(), appliedIndex + 1).path());
    }
  }

  /** The segment with the command after the snapshot. */
  private int firstNeeded(List<NamedFile> segments) {
    for (int i = segments.size() - 1; i >= 0; i--) {
      if (segments.get(i).index() <= appliedIndex + 1) {
        return i;
      }
    }
    throw new StorageException(
        "The snapshot covers commands up to index "
            + appliedIndex
            + " but the journal begins at "
            + segments.getFirst().path()
            + "; restore the segments before it, or a newer snapshot, from a copy");
  }

  private void replayFinished(NamedFile segment, NamedFile following) {
    try (SegmentReader reader = new SegmentReader(disk, segment)) {
      checkHeader(reader, segment);
      applyAll(reader, segment);
      if (!reader.onlyZerosFollow()) {
        throw damaged(segment, reader.position(), following.path() + " follows");
      }
      if (nextIndex != following.index()) {
        throw new StorageException(
            segment.path()
                + " ends before index "
                + nextIndex
                + " but "
                + following.path()
                + " comes next: commands are missing; restore the journal from a copy");
      }
    }
  }

  private SegmentWriter replayLast(NamedFile segment, ByteBuffer zeros) {
    long lastBatch;
    long end;
    try (SegmentReader reader = new SegmentReader(disk, segment)) {
      if (reader.header() == null && reader.laterBatch(segment.index()) == null) {
        return recreate(segment, zeros);
      }
      checkHeader(reader, segment);
      lastBatch = applyAll(reader, segment);
      end = reader.position();
      if (!reader.onlyZerosFollow()) {
        Batch later = reader.laterBatch(nextIndex);
        if (later != null) {
          throw damaged(
              segment,
              end,
              "a whole batch from index "
                  + later.firstIndex()
                  + " on follows at "
                  + later.position());
        }
        LOG.warn(
            "{} has a torn end: cutting it from {} to {} bytes; nothing acknowledged was there",
            segment.path(),
            reader.sizeBytes(),
            end);
      }
    }
    return resume(segment, lastBatch, end, zeros);
  }

  /** A crash can leave the newest segment without a header, but then it was never used. */
  private SegmentWriter recreate(NamedFile segment, ByteBuffer zeros) {
    LOG.warn("{} was begun but never used; beginning it again", segment.path());
    return create(Math.max(segment.index(), appliedIndex + 1), zeros);
  }

  private SegmentWriter resume(NamedFile segment, long lastBatch, long end, ByteBuffer zeros) {
    if (nextIndex <= appliedIndex) {
      LOG.warn(
          "{} ends before index {}, the snapshot covers more; beginning a new segment",
          segment.path(),
          nextIndex);
      return create(appliedIndex + 1, zeros);
    }
    return SegmentWriter.resume(disk, config, clock, metrics, zeros, segment, lastBatch, end);
  }

  private SegmentWriter create(long firstIndex, ByteBuffer zeros) {
    NamedFile segment = NamedFile.segment(config.directory(), firstIndex);
    return SegmentWriter.create(disk, config, clock, metrics, zeros, segment);
  }

  private void checkHeader(SegmentReader reader, NamedFile segment) {
    SegmentHeader header = reader.header();
    if (header == null) {
      throw damaged(segment, 0, "its header cannot be read");
    }
    if (header.firstIndex() != segment.index()) {
      throw new StorageException(
          segment.path()
              + " says inside that it begins at index "
              + header.firstIndex()
              + "; give the file its right name back");
    }
  }

  /** Applies every whole batch; the position of the last one, or the end when there is none. */
  private long applyAll(SegmentReader reader, NamedFile segment) {
    long lastBatch = reader.position();
    for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
      if (batch.firstIndex() != nextIndex) {
        throw damaged(
            segment,
            batch.position(),
            "index " + nextIndex + " is expected there, not " + batch.firstIndex());
      }
      apply(batch);
      nextIndex = batch.lastIndex() + 1;
      lastBatch = batch.position();
    }
    return lastBatch;
  }

  private void apply(Batch batch) {
    lastTerm = Math.max(lastTerm, batch.term());
    batch.forEach(
        (index, command) -> {
          if (index > appliedIndex) {
            machine.apply(index, batch.term(), command, null);
            appliedIndex = index;
          }
        });
  }

  private static StorageException damaged(NamedFile segment, long position, String evidence) {
    return new StorageException(
        segment.path()
            + " is damaged at position "
            + position
            + ", and this is no torn end: "
            + evidence
            + ". Restore the file from a copy; or, giving up every command from there on, cut it to"
            + " that many bytes and move all later journal files and snapshots away");
  }
}

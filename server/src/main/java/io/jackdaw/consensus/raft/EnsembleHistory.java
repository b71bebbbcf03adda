package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.CommandHistory;
import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.consensus.local.StoredSnapshot;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replays what one server of an ensemble still holds of the log, from its oldest snapshot on,
 * beside the server that is using it. Reads only.
 */
final class EnsembleHistory implements CommandHistory {
  private final Disk disk;
  private final Path directory;

  EnsembleHistory(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  @Override
  public long replay(StateMachine machine, long toIndex) {
    LoggedBatches batches = LoggedBatches.read(new UpTo(machine, toIndex));
    List<Path> segments = disk.list(directory).stream().filter(Segment::isNamed).toList();
    long next = restoreOldest(batches, segments) + 1;
    long from = batches.commands();
    for (int i = 0; i < segments.size() && batches.commands() < toIndex; i++) {
      boolean needed = i + 1 == segments.size() || Segment.firstIndexOf(segments.get(i + 1)) > next;
      if (needed) {
        next = replay(segments.get(i), batches, next, toIndex);
      }
    }
    if (batches.commands() < toIndex) {
      throw new StorageException(
          "The ensemble's log in %s cannot be read between the commands %d and %d"
              .formatted(directory, batches.commands(), toIndex));
    }
    return from;
  }

  /** The index of the entry that the state is of then. */
  private long restoreOldest(LoggedBatches batches, List<Path> segments) {
    long base = segments.isEmpty() ? 0 : Segment.firstIndexOf(segments.getFirst()) - 1;
    if (base == 0) {
      return 0;
    }
    for (StoredSnapshot snapshot : StoredSnapshot.in(disk, directory)) {
      // What an older one goes on with is gone: another server's snapshot took its place.
      if (snapshot.index() >= base && isWhole(snapshot)) {
        snapshot.read(
            disk,
            (InputStream in) -> {
              batches.restore(in);
              return snapshot;
            });
        return snapshot.index();
      }
    }
    throw new StorageException(
        "There is no whole snapshot in %s that entry %d follows".formatted(directory, base + 1));
  }

  private boolean isWhole(StoredSnapshot snapshot) {
    try {
      return snapshot.check(disk).index() == snapshot.index();
    } catch (StorageException damaged) {
      return false;
    }
  }

  /** The index after the last entry that was applied. */
  private long replay(Path segment, LoggedBatches batches, long from, long toCommand) {
    try (SegmentReader reader = new SegmentReader(disk, segment)) {
      long next = from;
      while (batches.commands() < toCommand) {
        long index = reader.nextIndex();
        Entry entry = reader.next();
        if (entry == null || index > next) {
          break;
        }
        if (index == next) {
          if (entry.kind() == Entry.Kind.BATCH) {
            batches.apply(entry.term(), ByteBuffer.wrap(entry.payload()));
          }
          next++;
        }
      }
      return next;
    }
  }

  /** The rest of a batch may be too much. */
  private record UpTo(StateMachine machine, long toIndex) implements StateMachine {
    @Override
    public void apply(long index, long term, ByteBuffer command, @Nullable Proposal proposal) {
      if (index <= toIndex) {
        machine.apply(index, term, command, null);
      }
    }

    @Override
    public Snapshot snapshot() {
      return machine.snapshot();
    }

    @Override
    public void restore(InputStream in) throws IOException {
      machine.restore(in);
    }
  }
}

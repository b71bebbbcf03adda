package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.consensus.local.StoredSnapshot;
import io.jackdaw.consensus.local.StoredSnapshot.Facts;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of one server, and the one that it is being sent. A file is there whole or not at
 * all, in the form of {@code docs/formats/snapshot.md}. One thread, but for {@link #write}.
 */
final class Snapshots implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final String RECEIVING = "snapshot.receiving";
  private static final int KEPT_FOR_READER = 20;

  private final Disk disk;
  private final Path directory;
  private final int kept;
  private final Clock clock;
  private final LogMetrics metrics;
  private @Nullable Incoming incoming;
  private volatile @Nullable Found newest;

  /** A whole snapshot, and where in the log it was taken. */
  record Found(StoredSnapshot file, long index, long term) {}

  /** A file that has not come as a whole yet. */
  private record Incoming(DiskFile file, long index, long term, long sizeBytes) {}

  Snapshots(Disk disk, Path directory, int kept, Clock clock, LogMetrics metrics) {
    this.disk = disk;
    this.directory = directory;
    this.kept = kept;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** Looks for the newest that is whole. */
  Optional<Found> find() {
    List<StoredSnapshot> all = new ArrayList<>(StoredSnapshot.in(disk, directory));
    while (!all.isEmpty()) {
      StoredSnapshot file = all.removeLast();
      try {
        Facts facts = file.check(disk);
        metrics.snapshotAtMs().set(facts.created().toEpochMilli());
        Found found = new Found(file, facts.index(), facts.term());
        note(found);
        return Optional.of(found);
      } catch (StorageException damaged) {
        LOG.error("{}: an older one is tried", damaged.getMessage());
      }
    }
    return Optional.empty();
  }

  private synchronized void note(Found found) {
    Found known = newest;
    if (known == null || known.index < found.index) {
      newest = found;
    }
  }

  /** Writes a snapshot and closes it; blocks, on a thread for that. */
  void write(StateMachine.Snapshot content, long index, long term) {
    long begunNs = clock.monotonicNs();
    try (content) {
      long wallMs = clock.wallMs();
      StoredSnapshot file =
          StoredSnapshot.write(
              disk, directory, Facts.now(index, term, wallMs), content, () -> false);
      note(new Found(file, index, term));
      metrics.snapshotMs().add((clock.monotonicNs() - begunNs) / 1_000_000);
      metrics.snapshotAtMs().set(wallMs);
    } catch (RuntimeException failure) {
      metrics.snapshotErrors().increment();
      throw failure;
    }
  }

  /**
   * Deletes all but the newest, and those that a reader of the log needs, if they are not too many.
   *
   * @param keptFrom commands after that are still needed
   * @return what the oldest that is kept covers
   */
  long dropOld(long keptFrom) {
    List<StoredSnapshot> all = StoredSnapshot.in(disk, directory);
    int dropped = Math.max(0, all.size() - kept);
    int least = Math.max(0, dropped - KEPT_FOR_READER);
    while (dropped > least && commandsOf(all.get(dropped)) > keptFrom) {
      dropped--;
    }
    all.subList(0, dropped).forEach(old -> disk.delete(old.path()));
    return dropped < all.size() ? all.get(dropped).index() : 0;
  }

  private long commandsOf(StoredSnapshot snapshot) {
    return snapshot.read(disk, LoggedBatches::commandsOf);
  }

  /** The newest that is whole, as far as is known. */
  @Nullable Found newest() {
    return newest;
  }

  /** Opens the newest to be sent. */
  SnapshotToSend open() {
    Found file = newest;
    if (file == null) {
      throw new StorageException("There is no whole snapshot in " + directory);
    }
    LOG.info("Another server is sent {}", file.file.path());
    return new FileToSend(disk.openReadOnly(file.file.path()), file.index, file.term);
  }

  /**
   * Keeps a part of a snapshot if it is the next.
   *
   * @return offset of the part wanted next; the whole size when the file is whole and in its place
   */
  long take(Message.SnapshotPart part) {
    Incoming into = incoming;
    if (into == null
        || into.index != part.index()
        || into.term != part.indexTerm()
        || into.sizeBytes != part.sizeBytes()) {
      into = begin(part);
    }
    long have = into.file.size();
    if (part.offset() != have) {
      return have;
    }
    into.file.write(part.bytes().duplicate(), have);
    have += part.bytes().remaining();
    return have < part.sizeBytes() ? have : finish(into);
  }

  private Incoming begin(Message.SnapshotPart part) {
    forget();
    DiskFile file = disk.open(directory.resolve(RECEIVING));
    file.truncate(0);
    Incoming begun = new Incoming(file, part.index(), part.indexTerm(), part.sizeBytes());
    incoming = begun;
    LOG.info("Receives a snapshot index={} bytes={}", part.index(), part.sizeBytes());
    return begun;
  }

  private long finish(Incoming whole) {
    whole.file.force();
    forget();
    StoredSnapshot file = StoredSnapshot.named(directory, whole.index);
    disk.move(directory.resolve(RECEIVING), file.path());
    disk.forceDirectory(directory);
    try {
      Facts facts = file.check(disk);
      if (facts.index() == whole.index && facts.term() == whole.term) {
        note(new Found(file, whole.index, whole.term));
        return whole.sizeBytes;
      }
      LOG.error("The snapshot that was received is another one: {}", facts);
    } catch (StorageException damaged) {
      LOG.error("The snapshot that was received is damaged: {}", damaged.getMessage());
    }
    disk.delete(file.path());
    return 0;
  }

  private void forget() {
    if (incoming != null) {
      incoming.file.close();
      incoming = null;
    }
  }

  @Override
  public void close() {
    forget();
  }

  private record FileToSend(DiskFile file, long index, long term) implements SnapshotToSend {
    @Override
    public long sizeBytes() {
      return file.size();
    }

    @Override
    public ByteBuffer read(long offset, int count) {
      ByteBuffer bytes =
          ByteBuffer.allocate((int) Math.min(count, Math.max(0, file.size() - offset)));
      file.read(bytes, offset);
      return bytes.flip();
    }

    @Override
    public void close() {
      file.close();
    }
  }
}

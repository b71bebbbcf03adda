package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log on its way to another log directory: a copy grows there until it has all that the log has,
 * and then takes its place.
 *
 * <pre>
 *   copying ──nothing left──▶ caught up ──finish, while nothing is appended──▶ finished
 *      │  ▲                        │
 *      │  └──more was appended─────┤
 *      └───────────cancel──────────┴──▶ cancelled, the copy deleted
 * </pre>
 *
 * <p>The copy is called {@code <topic>-<partition>.<32 hex digits>-future}, as Apache Kafka calls
 * it. It is renamed while its files are closed, with a file inside that says where the log was: of
 * two logs of one name, which only a crash can leave, the one with that file counts. Source:
 * KIP-113.
 *
 * <p>Steps on the disk loop; any thread may cancel. Its own lock is taken after a partition's and
 * before a log's.
 */
final class ReplicaMove {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaMove.class);
  private static final int COPY_BYTES = 1024 * 1024;
  static final String MARK = "moved-from";

  private final PartitionLog source;
  private final LogDirectory target;
  private final Path path;
  private final LogEnvironment environment;
  private final PartitionLog copy;
  private int generation = -1;
  private boolean ended;

  /** Begins with an empty copy. */
  ReplicaMove(PartitionLog source, LogDirectory target, Path path, LogEnvironment environment) {
    this.source = source;
    this.target = target;
    this.path = path;
    this.environment = environment;
    environment.disk().deleteRecursively(path);
    this.copy =
        LogLoader.open(source.name(), path, source.config(), environment, LogLoader.Known.NOTHING);
    if (!source.topicId().equals(Uuid.ZERO_UUID)) {
      copy.assignTopicId(source.topicId());
    }
  }

  PartitionLog source() {
    return source;
  }

  LogDirectory target() {
    return target;
  }

  PartitionLog copy() {
    return copy;
  }

  /**
   * Copies some more.
   *
   * @return the bytes copied; 0 if there is nothing left to copy; -1 if the move has ended
   * @throws StorageException if the move cannot go on
   */
  synchronized int step() {
    if (ended) {
      return -1;
    }
    LogView view = source.view();
    long end = view.endOffset();
    boolean wasCut = view.generation() != generation || copy.logEndOffset() > end;
    boolean fellBehind = copy.logEndOffset() < view.startOffset();
    long from = wasCut || fellBehind ? view.startOffset() : copy.logEndOffset();
    if (!wasCut && from == end) {
      return 0;
    }
    try (LogSlice slice = source.read(from, COPY_BYTES, true, end)) {
      if (slice == null) {
        throw new StorageException(source.name() + " was closed while it was copied");
      }
      ByteBuffer batches = ByteBuffer.allocate(slice.count());
      if (slice.count() > 0) {
        slice.file().read(batches, slice.position());
      }
      batches.flip();
      if (wasCut || fellBehind) {
        startAnew(slice.isEmpty() ? end : BatchHeader.baseOffset(batches, 0), view.generation());
      }
      if (batches.hasRemaining()) {
        append(batches);
      }
      return batches.limit();
    }
  }

  private void startAnew(long offset, int ofGeneration) {
    // What is known of producers whose records are before it goes on being known.
    copy.startCopyAt(offset, source.producersAt(offset));
    generation = ofGeneration;
  }

  private void append(ByteBuffer batches) {
    AppendResult result = copy.append(batches, -1, AppendOrigin.REPLICATION);
    if (result instanceof AppendResult.Refused refused) {
      throw new StorageException("Cannot copy " + source.name() + ": " + refused.message());
    }
  }

  /** Forces what was copied, so that little is left to force at the end. */
  void flush() {
    copy.flush();
  }

  /**
   * Copies the rest and opens the copy under the log's own name. The caller sees to it that nothing
   * is appended meanwhile, and nothing to the old log afterwards.
   *
   * @param install puts the copy into the old log's place; nobody deletes either meanwhile
   * @return the log from here on; the old one if the move has ended
   * @throws StorageException if the move cannot go on; the old log goes on
   */
  synchronized PartitionLog finish(Consumer<PartitionLog> install) {
    if (ended) {
      return source;
    }
    Path home = target.directory(source.name());
    try {
      while (step() > 0) {
        // Little is left: it was caught up a moment ago.
      }
      if (copy.logEndOffset() != source.logEndOffset()) {
        throw new StorageException(
            "The copy of %s ends at %d, the log at %d"
                .formatted(source.name(), copy.logEndOffset(), source.logEndOffset()));
      }
      PartitionLog moved = takeName(home);
      ended = true;
      install.accept(moved);
      LOG.info("{} is in {} now, no longer in {}", source.name(), home, source.directory());
      return moved;
    } catch (StorageException failed) {
      // The old log goes on, so nothing may bear its name, nor say that it counts.
      environment.disk().deleteRecursively(home);
      throw failed;
    }
  }

  private PartitionLog takeName(Path home) {
    Disk disk = environment.disk();
    copy.close();
    // Of an earlier move; a crash must not bring it back beside ours.
    disk.delete(source.directory().resolve(MARK));
    disk.forceDirectory(source.directory());
    disk.writeAtomically(
        path.resolve(MARK), source.directory().toString().getBytes(StandardCharsets.UTF_8));
    disk.move(path, home);
    disk.forceDirectory(target.path());
    LogLoader.Known known =
        new LogLoader.Known(
            copy.logEndOffset(),
            source.logStartOffset(),
            source.highWatermark(),
            source.cleanedUpTo(),
            true);
    return LogLoader.open(source.name(), home, source.config(), environment, known);
  }

  /** Forgets that the log was elsewhere, once it is not there any more. */
  void settle() {
    environment.disk().delete(target.directory(source.name()).resolve(MARK));
  }

  /** Gives the move up and deletes the copy; nothing happens once it has ended. */
  synchronized void cancel(@Nullable String why) {
    if (ended) {
      return;
    }
    ended = true;
    copy.abandon();
    if (why != null) {
      LOG.warn("{} is not moved to {}: {}", source.name(), target.path(), why);
    }
    try {
      environment.disk().deleteRecursively(path);
    } catch (StorageException failed) {
      // The next start deletes it.
      LOG.warn("Cannot delete {}: {}", path, failed.getMessage());
    }
  }

  /** Leaves the copy for the next start, which begins anew. */
  synchronized void leave() {
    if (!ended) {
      ended = true;
      copy.abandon();
    }
  }
}

package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFullException;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A segment that the cleaner writes, to take the place of others. Its files change their names as
 * Kafka's do, so that either server can finish, or undo, what the other began:
 *
 * <pre>
 *   .cleaned ──all forced and closed──▶ .swap ──old files gone──▶ no suffix
 *   (deleted at a start)               (completed at a start)
 * </pre>
 *
 * <p>The batches' file is the last to become {@code .swap}, and the first to lose it: it decides.
 *
 * <p>One thread.
 */
final class CleanedSegment {
  static final String CLEANED = ".cleaned";
  static final String SWAP = ".swap";

  private final Disk disk;
  private final DirectoryHealth health;
  private final Path directory;
  private final long baseOffset;
  private final int indexIntervalBytes;
  private final Segment segment;
  private int sizeBytes;
  private boolean closed;

  CleanedSegment(
      Disk disk,
      DirectoryHealth health,
      Path directory,
      long baseOffset,
      int indexIntervalBytes,
      long nowMs) {
    this.disk = disk;
    this.health = health;
    this.directory = directory;
    this.baseOffset = baseOffset;
    this.indexIntervalBytes = indexIntervalBytes;
    this.segment = Segment.create(disk, directory, baseOffset, CLEANED, nowMs);
  }

  long baseOffset() {
    return baseOffset;
  }

  int sizeBytes() {
    return sizeBytes;
  }

  /** Adds whole batches between position and limit. */
  void append(ByteBuffer batches) {
    int start = batches.position();
    int position = segment.sizeBytes();
    writing(() -> segment.write(batches));
    for (int at = start; at < batches.limit(); at += BatchHeader.sizeBytes(batches, at)) {
      segment.note(batches, at, position + at - start, indexIntervalBytes);
    }
    sizeBytes = segment.sizeBytes();
  }

  /** Adds a transaction of which batches are left. */
  void note(AbortedTransaction transaction) {
    writing(() -> segment.aborted().append(transaction));
  }

  /** For want of space the cleaner tries again later; any other failure is the directory's. */
  private void writing(Runnable action) {
    try {
      action.run();
    } catch (DiskFullException full) {
      throw full;
    } catch (StorageException failed) {
      health.report(failed);
      throw failed;
    }
  }

  /** Makes all durable under its first names, and closes the files. */
  void finish() {
    writing(
        () -> {
          segment.seal();
          segment.force();
        });
    segment.release();
    closed = true;
  }

  /** From here on a start completes the replacement; durable with the directory's names. */
  void offer() {
    rename(SegmentFiles.TRANSACTION_INDEX, CLEANED, SWAP);
    rename(SegmentFiles.TIME_INDEX, CLEANED, SWAP);
    rename(SegmentFiles.OFFSET_INDEX, CLEANED, SWAP);
    rename(SegmentFiles.LOG, CLEANED, SWAP);
  }

  /** Takes the final names, which must be free, and opens the files under them. */
  Segment take(long nowMs) {
    rename(SegmentFiles.LOG, SWAP, "");
    rename(SegmentFiles.OFFSET_INDEX, SWAP, "");
    rename(SegmentFiles.TIME_INDEX, SWAP, "");
    rename(SegmentFiles.TRANSACTION_INDEX, SWAP, "");
    return Segment.sealed(disk, directory, baseOffset, nowMs);
  }

  private void rename(String kind, String from, String to) {
    Path path = SegmentFiles.path(directory, baseOffset, kind + from);
    if (disk.exists(path)) {
      disk.move(path, SegmentFiles.path(directory, baseOffset, kind + to));
    }
  }

  /** Gives everything up, however far it came but for {@link #take}. */
  void discard() {
    if (!closed) {
      closed = true;
      segment.release();
    }
    for (String kind : SegmentFiles.KINDS) {
      disk.delete(SegmentFiles.path(directory, baseOffset, kind + SWAP));
      disk.delete(SegmentFiles.path(directory, baseOffset, kind + CLEANED));
    }
  }
}

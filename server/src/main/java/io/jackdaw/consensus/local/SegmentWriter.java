package io.jackdaw.consensus.local;

import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.DiskFullException;
import io.jackdaw.time.Clock;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segment that grows. Owned by the journal thread.
 *
 * <p>Zeros are written ahead of the end. An fsync of bytes inside a file's allocated and written
 * part has no metadata to write besides the data: it took about half the time of an fsync that
 * grows the file (see {@code docs/adr/0003-local-journal.md}). Zeros can be told from batches
 * because no batch has length 0.
 */
final class SegmentWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentWriter.class);

  private final DiskFile file;
  private final JournalConfig config;
  private final Clock clock;
  private final LogMetrics metrics;
  private final ByteBuffer zeros;
  private long end;
  private long allocated;

  private SegmentWriter(
      DiskFile file,
      JournalConfig config,
      Clock clock,
      LogMetrics metrics,
      ByteBuffer zeros,
      long end) {
    this.file = file;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
    this.zeros = zeros;
    this.end = end;
    this.allocated = file.size();
  }

  /** Makes an empty segment, durable before it returns; nothing is left of it on a full disk. */
  static SegmentWriter create(
      Disk disk,
      JournalConfig config,
      Clock clock,
      LogMetrics metrics,
      ByteBuffer zeros,
      NamedFile segment) {
    DiskFile file = disk.open(segment.path());
    SegmentWriter writer;
    try {
      file.truncate(0);
      file.write(SegmentHeader.encode(segment.index()), 0);
      writer = new SegmentWriter(file, config, clock, metrics, zeros, SegmentHeader.BYTES);
      writer.allocate(SegmentHeader.BYTES);
    } catch (DiskFullException full) {
      file.close();
      disk.delete(segment.path());
      throw full;
    }
    writer.force();
    disk.forceDirectory(config.directory());
    return writer;
  }

  /**
   * Goes on at {@code end} of a segment, cutting what follows.
   *
   * <p>The last batch may be in the kernel's memory only, and after a failed fsync even a later one
   * that succeeds does not cover it. It is about to be applied and seen, so its bytes are written
   * once more before the sync: this time they count.
   *
   * @param lastBatch position of the last batch; {@code end} when there is none
   */
  static SegmentWriter resume(
      Disk disk,
      JournalConfig config,
      Clock clock,
      LogMetrics metrics,
      ByteBuffer zeros,
      NamedFile segment,
      long lastBatch,
      long end) {
    DiskFile file = disk.open(segment.path());
    file.truncate(end);
    rewrite(file, 0, SegmentHeader.BYTES);
    rewrite(file, lastBatch, end);
    SegmentWriter writer = new SegmentWriter(file, config, clock, metrics, zeros, end);
    writer.force();
    disk.forceDirectory(config.directory());
    return writer;
  }

  private static void rewrite(DiskFile file, long from, long to) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(to - from));
    file.read(bytes, from);
    file.write(bytes.flip(), from);
  }

  /**
   * Writes a batch and syncs it; after an exception the segment must not be written again.
   *
   * @throws DiskFullException if there is no room; the segment is then as it was, and may be
   *     written again
   */
  void append(ByteBuffer batch) {
    int size = batch.remaining();
    try {
      allocate(end + size);
      file.write(batch, end);
    } catch (DiskFullException full) {
      cutBack();
      throw full;
    }
    end += size;
    allocated = Math.max(allocated, end);
    force();
  }

  /**
   * Takes space for what comes next, as far as that is done ahead.
   *
   * @throws DiskFullException if there is none; nothing has changed
   */
  void reserve() {
    try {
      allocate(end + 1);
    } catch (DiskFullException full) {
      cutBack();
      throw full;
    }
  }

  /** Gives up whatever lies behind the last batch: parts of another, and zeros. */
  private void cutBack() {
    file.truncate(end);
    allocated = end;
  }

  boolean hasRoomFor(int batchBytes) {
    return end == SegmentHeader.BYTES || end + batchBytes <= config.sizes().segmentBytes();
  }

  boolean isEmpty() {
    return end == SegmentHeader.BYTES;
  }

  /** Cuts the zeros off; nothing more will be appended. */
  void finish() {
    file.truncate(end);
    force();
    file.close();
  }

  @Override
  public void close() {
    file.close();
  }

  private void allocate(long needed) {
    while (allocated < needed && zeros.capacity() > 0) {
      file.write(zeros.duplicate().clear(), allocated);
      allocated += zeros.capacity();
    }
  }

  private void force() {
    if (!config.fsync()) {
      return;
    }
    long begunNs = clock.monotonicNs();
    file.force();
    long tookMs = (clock.monotonicNs() - begunNs) / 1_000_000;
    metrics.fsyncMs().add(tookMs);
    if (tookMs >= config.fsyncWarningMs()) {
      metrics.slowFsyncs().increment();
      LOG.warn(
          "fsync of {} took {} ms; every write waits for it: give the journal a disk of its own",
          file.path(),
          tookMs);
    }
  }
}

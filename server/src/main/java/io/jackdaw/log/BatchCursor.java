package io.jackdaw.log;

import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;

/**
 * Walks over the batch headers of a segment without reading the records, in few small reads.
 *
 * <p>One thread, and one cursor at a time on each thread.
 */
final class BatchCursor {
  private static final int CHUNK_BYTES = 4096;

  /** Batches smaller than this are walked over by chunks, larger ones header by header. */
  private static final int SMALL_BATCH_BYTES = CHUNK_BYTES / 2;

  private static final ThreadLocal<ByteBuffer> CHUNK =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CHUNK_BYTES));

  private final DiskFile file;
  private final int limit;
  private final ByteBuffer chunk = CHUNK.get();
  private int chunkStart;
  private int chunkEnd;
  private int position;
  private int next;
  private int at;

  /**
   * @param from where a batch begins
   * @param limit where the last batch to look at ends
   */
  BatchCursor(DiskFile file, int from, int limit) {
    this.file = file;
    this.limit = limit;
    this.next = from;
  }

  /** Steps to the next batch; false when there is none. */
  boolean next() {
    if (next + BatchHeader.SIZE > limit) {
      position = next;
      return false;
    }
    int previousSize = next - position;
    position = next;
    if (position < chunkStart || position + BatchHeader.SIZE > chunkEnd) {
      load(previousSize);
    }
    at = position - chunkStart;
    int size = BatchHeader.sizeBytes(chunk, at);
    if (size < BatchHeader.SIZE || size > limit - position) {
      throw new StorageException(
          file.path() + " is damaged at position " + position + ": a batch of " + size + " bytes");
    }
    next = position + size;
    return true;
  }

  private void load(int previousSize) {
    boolean small = previousSize > 0 && previousSize < SMALL_BATCH_BYTES;
    int bytes = Math.min(small ? CHUNK_BYTES : BatchHeader.SIZE, limit - position);
    chunk.clear().limit(bytes);
    int read = file.read(chunk, position);
    if (read < BatchHeader.SIZE) {
      throw new StorageException(file.path() + " ends at " + (position + read) + ", not " + limit);
    }
    chunkStart = position;
    chunkEnd = position + read;
  }

  /** Where the batch begins; after the last one, where it ended. */
  int position() {
    return position;
  }

  int sizeBytes() {
    return next - position;
  }

  long baseOffset() {
    return BatchHeader.baseOffset(chunk, at);
  }

  long lastOffset() {
    return BatchHeader.lastOffset(chunk, at);
  }

  int leaderEpoch() {
    return BatchHeader.leaderEpoch(chunk, at);
  }

  long maxTimestamp() {
    return BatchHeader.maxTimestamp(chunk, at);
  }

  long producerId() {
    return BatchHeader.producerId(chunk, at);
  }

  boolean isControl() {
    return BatchHeader.isControl(chunk, at);
  }

  /** The bytes around the header; valid until the next step. */
  ByteBuffer header() {
    return chunk;
  }

  /** Where the header begins in {@link #header}. */
  int headerAt() {
    return at;
  }

  /** Reads the whole batch. */
  ByteBuffer read() {
    ByteBuffer batch = ByteBuffer.allocate(sizeBytes());
    file.read(batch, position);
    return batch.flip();
  }
}

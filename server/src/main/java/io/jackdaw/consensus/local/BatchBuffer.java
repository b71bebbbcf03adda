package io.jackdaw.consensus.local;

import io.jackdaw.consensus.Proposal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The batch under construction: one direct buffer, filled again and again. Owned by the journal
 * thread.
 */
final class BatchBuffer {
  private final int usualBytes;
  private final List<Proposal> proposals = new ArrayList<>();
  private ByteBuffer buffer;
  private ByteBuffer readOnly;
  private int commandBytes;

  BatchBuffer(int maxBatchBytes) {
    this.usualBytes = maxBatchBytes;
    this.buffer = ByteBuffer.allocateDirect(maxBatchBytes);
    this.readOnly = buffer.asReadOnlyBuffer();
  }

  /** Forgets the last batch. */
  void clear() {
    proposals.clear();
    commandBytes = 0;
    if (buffer.capacity() > usualBytes) {
      resize(usualBytes);
    }
    buffer.clear().position(Batch.HEADER_BYTES);
  }

  /** Takes a command in, if there is room; an empty batch has room for any. */
  boolean add(Proposal proposal) {
    ByteBuffer command = proposal.command();
    int size = command.remaining();
    int needed = Integer.BYTES + size;
    if (needed > buffer.remaining()) {
      if (!proposals.isEmpty()) {
        return false;
      }
      resize(Batch.HEADER_BYTES + needed);
    }
    buffer.putInt(size);
    buffer.put(buffer.position(), command, command.position(), size);
    buffer.position(buffer.position() + size);
    commandBytes += size;
    proposals.add(proposal);
    return true;
  }

  /** Completes the header; the result is what goes to disk. */
  ByteBuffer finish(long firstIndex, long term) {
    buffer.flip();
    buffer.putInt(Batch.LENGTH_AT, buffer.limit());
    buffer.putLong(Batch.FIRST_INDEX_AT, firstIndex);
    buffer.putLong(Batch.TERM_AT, term);
    buffer.putInt(Batch.COUNT_AT, proposals.size());
    return buffer.putInt(Batch.CRC_AT, Batch.crc(buffer));
  }

  boolean isEmpty() {
    return proposals.isEmpty();
  }

  List<Proposal> proposals() {
    return proposals;
  }

  /** Bytes of the commands alone. */
  int commandBytes() {
    return commandBytes;
  }

  /** Where the first command's size field is. */
  static int firstAt() {
    return Batch.HEADER_BYTES;
  }

  /** The command whose size field is at {@code at}. */
  ByteBuffer commandAt(int at) {
    return readOnly.slice(at + Integer.BYTES, readOnly.getInt(at));
  }

  private void resize(int bytes) {
    buffer = ByteBuffer.allocateDirect(bytes).position(Batch.HEADER_BYTES);
    readOnly = buffer.asReadOnlyBuffer();
  }
}

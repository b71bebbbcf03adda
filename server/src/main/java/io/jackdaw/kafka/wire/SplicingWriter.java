package io.jackdaw.kafka.wire;

import io.jackdaw.kafka.partition.FetchedRecords;
import io.jackdaw.log.LogSlice;
import io.jackdaw.net.OutboundFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * Writes a message whose records stay where they are: what comes before, between and behind them
 * goes through a buffer into the frame, the records become file pieces of it.
 *
 * <p>The slices belong to the frame from the moment they are written, and are closed when it has
 * been sent or dropped.
 */
final class SplicingWriter extends ByteBufferAccessor {
  private final ByteBuffer buffer;
  private final OutboundFrame frame;
  private final List<LogSlice> slices = new ArrayList<>();

  /**
   * @param buffer with room for the message without its records; what was written already counts
   */
  SplicingWriter(ByteBuffer buffer, OutboundFrame frame) {
    super(buffer);
    this.buffer = buffer;
    this.frame = frame;
    frame.afterSend(() -> slices.forEach(LogSlice::close));
  }

  @Override
  public void writeRecords(BaseRecords records) {
    flush();
    switch (records) {
      case FetchedRecords fetched -> {
        LogSlice slice = fetched.slice();
        slices.add(slice);
        frame.file(slice.file(), slice.position(), slice.count());
      }
      case MemoryRecords memory -> {
        ByteBuffer bytes = memory.buffer();
        frame.reserve(bytes.remaining()).put(bytes);
      }
      default -> throw new IllegalStateException("Unknown kind of records " + records.getClass());
    }
  }

  /** Hands over what stands behind the last records. */
  void finish() {
    flush();
    if (buffer.hasRemaining()) {
      throw new IllegalStateException(buffer.remaining() + " bytes were measured but not written");
    }
  }

  /** The buffer starts over with as much room as was left. */
  private void flush() {
    if (buffer.position() > 0) {
      int room = buffer.remaining();
      buffer.flip();
      frame.reserve(buffer.remaining()).put(buffer);
      buffer.clear().limit(room);
    }
  }
}

package io.jackdaw.log;

import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.jspecify.annotations.Nullable;

/** The content of a control batch that ends a transaction. */
record Marker(boolean aborts, int coordinatorEpoch, long timestampMs) {
  /**
   * Reads the marker of a whole batch.
   *
   * @param batch position and limit embrace exactly one control batch
   * @return null if it holds no transaction marker
   */
  static @Nullable Marker read(ByteBuffer batch) {
    for (Record record : MemoryRecords.readableRecords(batch).records()) {
      ControlRecordType type = ControlRecordType.parse(record.key());
      if (type != ControlRecordType.ABORT && type != ControlRecordType.COMMIT) {
        return null;
      }
      EndTransactionMarker marker = EndTransactionMarker.deserialize(record);
      return new Marker(
          type == ControlRecordType.ABORT, marker.coordinatorEpoch(), record.timestamp());
    }
    return null;
  }
}

package io.jackdaw.log;

import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * The end of a producer's transaction, to be written to every partition that it touched.
 *
 * @param coordinatorEpoch leader epoch of the coordinator's partition: an older one's markers are
 *     refused
 * @param epochBumped whether {@code producerEpoch} is newer than that of the transaction's records,
 *     as it is since transaction version 2 (KIP-890)
 */
public record TransactionMarker(
    long producerId,
    short producerEpoch,
    int coordinatorEpoch,
    boolean commits,
    boolean epochBumped) {

  /** A control batch of one record; offset and leader epoch are assigned by the log. */
  ByteBuffer batch(long nowMs) {
    ControlRecordType type = commits ? ControlRecordType.COMMIT : ControlRecordType.ABORT;
    return MemoryRecords.withEndTransactionMarker(
            nowMs, producerId, producerEpoch, new EndTransactionMarker(type, coordinatorEpoch))
        .buffer();
  }
}

package io.jackdaw.log;

import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * The batch that a known producer wrote last, which compaction keeps for its sequence.
 *
 * @param lastOffset of its records, or -1 if only a marker is known
 */
record LastOfProducer(long lastOffset, short epoch) {
  boolean is(RecordBatch batch) {
    return lastOffset >= 0
        ? batch.lastOffset() == lastOffset
        : batch.isControlBatch() && batch.producerEpoch() == epoch;
  }
}

package io.jackdaw.kafka.partition;

import io.jackdaw.log.LogSlice;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.RecordsSend;

/**
 * Records of a fetch response that are still in their file. Whoever encodes them closes the slice.
 */
public record FetchedRecords(LogSlice slice) implements BaseRecords {
  @Override
  public int sizeInBytes() {
    return slice.count();
  }

  /** Not the way they leave: {@code kafka.wire} splices them into the reply. */
  @Override
  public RecordsSend<? extends BaseRecords> toSend() {
    throw new UnsupportedOperationException("sent as part of a frame");
  }
}

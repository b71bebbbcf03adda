package io.jackdaw.log;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the batches of one segment say, for whoever checks the files beside it against them. */
final class SegmentFacts {
  private final Map<Integer, Long> lastOffsets = new HashMap<>();
  private final TreeMap<Long, Long> timesByLastOffset = new TreeMap<>();
  private final Map<Long, Long> abortedBy = new HashMap<>();
  private final TreeMap<Integer, Long> firstOffsetsByEpoch = new TreeMap<>();

  /** Takes a whole, good batch. */
  void add(ByteBuffer buffer, int at, int position) {
    long last = BatchHeader.lastOffset(buffer, at);
    lastOffsets.put(position, last);
    timesByLastOffset.put(last, BatchHeader.maxTimestamp(buffer, at));
    firstOffsetsByEpoch.putIfAbsent(
        BatchHeader.leaderEpoch(buffer, at), BatchHeader.baseOffset(buffer, at));
    if (BatchHeader.isControl(buffer, at) && BatchHeader.count(buffer, at) > 0) {
      Marker marker = Marker.read(buffer.slice(at, BatchHeader.sizeBytes(buffer, at)));
      if (marker != null && marker.aborts()) {
        abortedBy.put(last, BatchHeader.producerId(buffer, at));
      }
    }
  }

  /** Of the batch that begins there; null if none does. */
  @Nullable Long lastOffsetAt(int position) {
    return lastOffsets.get(position);
  }

  /** Largest timestamp of the batch that holds, or follows, an offset; null if none does. */
  @Nullable Long timeAt(long offset) {
    Map.Entry<Long, Long> batch = timesByLastOffset.ceilingEntry(offset);
    return batch == null ? null : batch.getValue();
  }

  /** Whose transaction was aborted by the marker at an offset; null if there is no such marker. */
  @Nullable Long abortedAt(long offset) {
    return abortedBy.get(offset);
  }

  /** Where each leader epoch is first seen. */
  Map<Integer, Long> firstOffsetsByEpoch() {
    return firstOffsetsByEpoch;
  }
}

package io.jackdaw.kafka.share.state;

import java.util.List;

/**
 * What a leader writes of a share partition.
 *
 * @param stateEpoch under which the leader read the state
 * @param startOffset −1 unchanged
 * @param completeCount offsets from the start on that are delivered; −1 from those who do not count
 */
public record ShareStateWrite(
    ShareStateKey key,
    int stateEpoch,
    int leaderEpoch,
    long startOffset,
    int completeCount,
    List<StateBatch> batches) {
  boolean isSane() {
    return startOffset >= ShareState.NO_OFFSET
        && batches.stream()
            .allMatch(
                batch ->
                    batch.firstOffset() >= 0
                        && batch.lastOffset() >= batch.firstOffset()
                        && batch.lastOffset() < Long.MAX_VALUE);
  }
}

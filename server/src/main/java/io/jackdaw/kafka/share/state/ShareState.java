package io.jackdaw.kafka.share.state;

import java.util.List;

/**
 * What is stored of a partition as a share group reads it. Not to be changed.
 *
 * @param snapshotEpoch counts the snapshots
 * @param stateEpoch counts how often the group began anew
 * @param leaderEpoch of the last leader that spoke
 * @param startOffset before it all is delivered; −1 before the first leader has chosen it
 * @param completeCount offsets from {@code startOffset} on that are delivered; −1 unknown
 * @param batches in order, without overlap
 */
public record ShareState(
    int snapshotEpoch,
    int stateEpoch,
    int leaderEpoch,
    long startOffset,
    int completeCount,
    long createdMs,
    long writtenMs,
    List<StateBatch> batches) {
  public static final long NO_OFFSET = -1;
  public static final int NO_COUNT = -1;

  /** With what a leader has written since; −1 for what it left alone. */
  ShareState updated(
      int newLeaderEpoch, long newStart, int newCount, List<StateBatch> changed, long nowMs) {
    long start = newStart == NO_OFFSET ? startOffset : newStart;
    return new ShareState(
        snapshotEpoch,
        stateEpoch,
        newLeaderEpoch,
        start,
        newCount,
        createdMs,
        nowMs,
        merged(batches, changed, start));
  }

  ShareState snapshot(int epoch, long nowMs) {
    return new ShareState(
        epoch, stateEpoch, leaderEpoch, startOffset, completeCount, createdMs, nowMs, batches);
  }

  ShareState ledBy(int newLeaderEpoch) {
    return new ShareState(
        snapshotEpoch,
        stateEpoch,
        newLeaderEpoch,
        startOffset,
        completeCount,
        createdMs,
        writtenMs,
        batches);
  }

  /** What was written last counts; what lies before the start is forgotten. */
  private static List<StateBatch> merged(
      List<StateBatch> before, List<StateBatch> changed, long start) {
    OffsetRuns<Fate> runs = new OffsetRuns<>();
    before.forEach(batch -> put(runs, batch));
    changed.forEach(batch -> put(runs, batch));
    if (start != NO_OFFSET) {
      runs.dropBefore(start);
    }
    return runs.all().stream()
        .map(
            run ->
                new StateBatch(
                    run.first(), run.last(), run.value().state(), run.value().deliveryCount()))
        .toList();
  }

  private static void put(OffsetRuns<Fate> runs, StateBatch batch) {
    runs.put(
        batch.firstOffset(), batch.lastOffset(), new Fate(batch.state(), batch.deliveryCount()));
  }

  private record Fate(byte state, short deliveryCount) {}
}

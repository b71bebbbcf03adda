package io.jackdaw.kafka.share.state;

import java.util.List;

/** A record of {@code __share_group_state}. */
sealed interface ShareStateRecord {
  ShareStateKey key();

  /** Kind 0: all there is to know. */
  record Snapshot(ShareStateKey key, ShareState state) implements ShareStateRecord {}

  /**
   * Kind 1: what changed since the snapshot of that epoch.
   *
   * @param startOffset −1 unchanged
   */
  record Update(
      ShareStateKey key,
      int snapshotEpoch,
      int leaderEpoch,
      long startOffset,
      int completeCount,
      List<StateBatch> batches)
      implements ShareStateRecord {}

  /** Kind 0 without a value. */
  record Tombstone(ShareStateKey key) implements ShareStateRecord {}
}

package io.jackdaw.kafka.group;

/** A record of {@code __consumer_offsets} that this coordinator writes and understands. */
sealed interface GroupRecord
    permits ConsumerGroupRecord,
        ShareGroupRecord,
        GroupRecord.OffsetCommit,
        GroupRecord.OffsetTombstone,
        GroupRecord.GroupMetadata,
        GroupRecord.GroupDowngrade,
        GroupRecord.GroupTombstone {
  String group();

  record OffsetCommit(OffsetKey key, CommittedOffset offset) implements GroupRecord {
    @Override
    public String group() {
      return key.group();
    }
  }

  record OffsetTombstone(OffsetKey key) implements GroupRecord {
    @Override
    public String group() {
      return key.group();
    }
  }

  record GroupMetadata(String group, GroupSnapshot snapshot) implements GroupRecord {}

  /**
   * The same bytes as {@link GroupMetadata}, of a consumer group that becomes a classic one: here
   * the record is what changes the live state.
   *
   * @param rebalance whether its members are to be called together
   */
  record GroupDowngrade(String group, GroupSnapshot snapshot, boolean rebalance)
      implements GroupRecord {}

  record GroupTombstone(String group) implements GroupRecord {}
}

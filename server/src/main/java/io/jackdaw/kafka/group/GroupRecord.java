package io.jackdaw.kafka.group;

/** A record of {@code __consumer_offsets} that this coordinator writes and understands. */
sealed interface GroupRecord {
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

  record GroupTombstone(String group) implements GroupRecord {}
}

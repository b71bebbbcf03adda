package io.jackdaw.kafka.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Offsets to commit for a group.
 *
 * @param generation of the member; −1 from one who is in no generation
 * @param memberId empty from one who is no member
 * @param retentionMs how long to keep the offsets, as clients before Kafka 2.1 could say; −1 leaves
 *     it to the broker
 * @param knowsGroupIdNotFound whether the client understands that error here (OffsetCommit v9+)
 */
public record CommitRequest(
    String group,
    int generation,
    String memberId,
    @Nullable String instanceId,
    long retentionMs,
    boolean knowsGroupIdNotFound,
    List<Entry> entries) {

  /** One partition's offset; {@code leaderEpoch} −1 if unknown. */
  public record Entry(
      String topic, int partition, long offset, int leaderEpoch, @Nullable String metadata) {}
}

package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.GroupRecord.GroupTombstone;
import io.jackdaw.kafka.group.GroupRecord.OffsetTombstone;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Decides which offsets and groups have been kept long enough. Source: KIP-211:
 *
 * <ul>
 *   <li>a group without members keeps its offsets for the retention time after it became empty;
 *   <li>a stable group of consumers keeps those of topics it no longer reads, after their commit;
 *   <li>offsets of one that never was a group are kept after their commit;
 *   <li>a group that the broker assigns keeps those of topics that it reads, the others after their
 *       commit;
 *   <li>an expiry that was asked for with the commit comes before all of that.
 * </ul>
 */
final class Retention {
  private final GroupConfig config;
  private final GroupTable groups;
  private final Offsets offsets;

  Retention(GroupConfig config, GroupTable groups, Offsets offsets) {
    this.config = config;
    this.groups = groups;
    this.offsets = offsets;
  }

  List<GroupRecord> expired(long nowMs) {
    List<GroupRecord> records = new ArrayList<>();
    for (ClassicGroup group : groups.all()) {
      boolean nothingLeft = expireOffsets(group, nowMs, records);
      if (nothingLeft
          && group.is(GroupPhase.EMPTY)
          && !group.hasPendingJoins()
          && !offsets.hasPending(group.id())) {
        records.add(new GroupTombstone(group.id()));
      }
    }
    for (ConsumerGroup group : groups.allConsumer()) {
      boolean nothingLeft =
          expireOffsets(
              group.id(),
              topic -> !group.isSubscribedTo(topic),
              CommittedOffset::commitTimestampMs,
              nowMs,
              records);
      if (nothingLeft && group.isEmpty() && !offsets.hasPending(group.id())) {
        records.addAll(group.tombstones());
      }
    }
    return records;
  }

  private boolean expireOffsets(ClassicGroup group, long nowMs, List<GroupRecord> records) {
    boolean mayExpire =
        group.protocolType() == null
            || group.is(GroupPhase.EMPTY)
            || (group.is(GroupPhase.STABLE)
                && group.isConsumerGroup()
                && group.knowsSubscriptions());
    boolean sinceEmpty =
        group.protocolType() != null && group.is(GroupPhase.EMPTY) && group.phaseSinceMs() >= 0;
    return expireOffsets(
        group.id(),
        topic -> mayExpire && !group.isSubscribedTo(topic),
        offset -> sinceEmpty ? group.phaseSinceMs() : offset.commitTimestampMs(),
        nowMs,
        records);
  }

  /** Whether no offset is left. */
  private boolean expireOffsets(
      String group,
      Predicate<String> mayExpire,
      ToLongFunction<CommittedOffset> since,
      long nowMs,
      List<GroupRecord> records) {
    boolean[] nothingLeft = {true};
    offsets
        .ofGroup(group)
        .forEach(
            (topic, partitions) ->
                partitions.forEach(
                    (partition, stored) -> {
                      OffsetKey key = new OffsetKey(group, topic, partition);
                      if (mayExpire.test(topic)
                          && isOver(stored.committed(), since, nowMs)
                          && !offsets.isPending(key)) {
                        records.add(new OffsetTombstone(key));
                      } else {
                        nothingLeft[0] = false;
                      }
                    }));
    return nothingLeft[0];
  }

  private boolean isOver(
      CommittedOffset offset, ToLongFunction<CommittedOffset> since, long nowMs) {
    return offset.expireTimestampMs() != CommittedOffset.NO_EXPIRY
        ? nowMs >= offset.expireTimestampMs()
        : nowMs - since.applyAsLong(offset) >= config.offsetsRetentionMs();
  }
}

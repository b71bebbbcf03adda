package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.group.consumer.ConsumerMember;
import io.jackdaw.kafka.group.consumer.ResolvedRegex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides what becomes of a consumer group that members leave, by themselves or not. */
final class ConsumerDepartures implements ConsumerTimers.Fence {
  private final ConsumerSubscriptions subscriptions;
  private final Migration migration;

  ConsumerDepartures(ConsumerSubscriptions subscriptions, Migration migration) {
    this.subscriptions = subscriptions;
    this.migration = migration;
  }

  @Override
  public Decision<GroupRecord> fence(ConsumerGroup group, ConsumerMember member, long nowMs) {
    return Decision.write(records(group, List.of(member), nowMs));
  }

  /** The group without these members; a classic one if none but classic members are left. */
  List<GroupRecord> records(ConsumerGroup group, List<ConsumerMember> leaving, long nowMs) {
    if (migration.mustDowngrade(group, leaving)) {
      return migration.downgraded(group, leaving, nowMs);
    }
    List<GroupRecord> records = new ArrayList<>();
    for (ConsumerMember member : leaving) {
      records.addAll(ConsumerMembers.removal(group, member.id()));
    }
    Map<String, ResolvedRegex> regexes = new HashMap<>(group.regexes());
    for (String regex : unread(group, leaving)) {
      if (regexes.remove(regex) != null) {
        records.add(new ConsumerGroupRecord.Regex(group.id(), regex, null));
      }
    }
    long hash = subscriptions.hash(subscriptions.read(group, leaving, null, regexes));
    records.add(new ConsumerGroupRecord.Epoch(group.id(), group.epoch() + 1, hash));
    return records;
  }

  private static Set<String> unread(ConsumerGroup group, List<ConsumerMember> leaving) {
    Map<String, Integer> fewer = new HashMap<>();
    for (ConsumerMember member : leaving) {
      if (member.metadata().hasRegex()) {
        fewer.merge(member.metadata().regex(), 1, Integer::sum);
      }
    }
    Set<String> unread = new HashSet<>();
    fewer.forEach(
        (regex, readers) -> {
          if (group.readersOf(regex) <= readers) {
            unread.add(regex);
          }
        });
    return unread;
  }
}

package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.Assignment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;

/**
 * Assigns the partitions of share groups: every partition has a member and every member a
 * partition, as evenly as can be; who has a partition keeps it if that leaves it even. Pure. Apache
 * Kafka calls it {@code simple}.
 */
final class SimpleAssignor {
  static final String NAME = "simple";

  private SimpleAssignor() {}

  /** One partition. */
  private record Slot(Uuid topic, int partition) {}

  /**
   * @param wanted partitions that each member may have, by member and topic
   * @param before targets so far
   * @return a target for each member
   */
  static Map<String, Assignment> assign(
      SortedMap<String, SortedMap<Uuid, Set<Integer>>> wanted, Map<String, Assignment> before) {
    Map<String, Map<Uuid, Set<Integer>>> targets = new HashMap<>();
    wanted.keySet().forEach(member -> targets.put(member, new TreeMap<>()));
    for (Map.Entry<SortedMap<Uuid, Set<Integer>>, List<String>> unit : units(wanted).entrySet()) {
      share(slots(unit.getKey()), unit.getValue(), before, targets);
    }
    Map<String, Assignment> assignments = new HashMap<>();
    targets.forEach((member, target) -> assignments.put(member, new Assignment(target)));
    return assignments;
  }

  /**
   * What is shared out together, and among whom: everything, if all subscribe to the same; each
   * topic among its subscribers otherwise.
   */
  private static Map<SortedMap<Uuid, Set<Integer>>, List<String>> units(
      SortedMap<String, SortedMap<Uuid, Set<Integer>>> wanted) {
    Map<SortedMap<Uuid, Set<Integer>>, List<String>> units = new HashMap<>();
    wanted.forEach(
        (member, topics) -> units.computeIfAbsent(topics, t -> new ArrayList<>()).add(member));
    if (units.size() <= 1) {
      return units;
    }
    units.clear();
    wanted.forEach(
        (member, topics) ->
            topics.forEach(
                (topic, partitions) ->
                    units
                        .computeIfAbsent(
                            new TreeMap<>(Map.of(topic, partitions)), t -> new ArrayList<>())
                        .add(member)));
    return units;
  }

  private static List<Slot> slots(SortedMap<Uuid, Set<Integer>> topics) {
    List<Slot> slots = new ArrayList<>();
    topics.forEach(
        (topic, partitions) ->
            new TreeSet<>(partitions).forEach(index -> slots.add(new Slot(topic, index))));
    return slots;
  }

  private static void share(
      List<Slot> slots,
      List<String> members,
      Map<String, Assignment> before,
      Map<String, Map<Uuid, Set<Integer>>> targets) {
    if (slots.isEmpty() || members.isEmpty()) {
      return;
    }
    int perMember = ceil(slots.size(), members.size());
    int perSlot = ceil(members.size(), slots.size());
    Map<Slot, Integer> takers = new HashMap<>();
    Map<String, Integer> loads = new HashMap<>();
    for (String member : members) {
      Assignment had = before.getOrDefault(member, Assignment.NONE);
      for (Slot slot : slots) {
        if (had.contains(slot.topic(), slot.partition())
            && loads.getOrDefault(member, 0) < perMember
            && takers.getOrDefault(slot, 0) < perSlot) {
          give(slot, member, targets, takers, loads);
        }
      }
    }
    for (Slot slot : slots) {
      if (!takers.containsKey(slot)) {
        give(slot, least(members, loads), targets, takers, loads);
      }
    }
    for (String member : members) {
      if (!loads.containsKey(member)) {
        give(least(slots, takers), member, targets, takers, loads);
      }
    }
  }

  private static void give(
      Slot slot,
      String member,
      Map<String, Map<Uuid, Set<Integer>>> targets,
      Map<Slot, Integer> takers,
      Map<String, Integer> loads) {
    Map<Uuid, Set<Integer>> target = targets.computeIfAbsent(member, m -> new TreeMap<>());
    target.computeIfAbsent(slot.topic(), topic -> new TreeSet<>()).add(slot.partition());
    takers.merge(slot, 1, Integer::sum);
    loads.merge(member, 1, Integer::sum);
  }

  private static <T> T least(List<T> candidates, Map<T, Integer> loads) {
    T chosen = candidates.getFirst();
    for (T candidate : candidates) {
      if (loads.getOrDefault(candidate, 0) < loads.getOrDefault(chosen, 0)) {
        chosen = candidate;
      }
    }
    return chosen;
  }

  private static int ceil(int many, int by) {
    return (many + by - 1) / by;
  }
}

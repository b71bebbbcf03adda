package io.jackdaw.kafka.group.consumer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;

/**
 * {@code range}: of each topic, each subscriber gets a run of neighbouring partitions, in the order
 * of instance ids, then member ids. Topics with as many partitions and the same subscribers are cut
 * at the same places, so that equal keys meet in one member.
 */
final class RangeAssignor implements Assignor {
  private static final Comparator<Assignee> ORDER =
      Comparator.comparing(
              (Assignee member) -> member.instanceId() == null ? "" : member.instanceId(),
              // Members without an instance id come last.
              Comparator.comparing((String id) -> id.isEmpty() ? 1 : 0)
                  .thenComparing(Comparator.naturalOrder()))
          .thenComparing(Assignee::id);

  @Override
  public String name() {
    return "range";
  }

  @Override
  public Map<String, Assignment> assign(List<Assignee> members, TopicCatalog topics) {
    List<Assignee> ordered = new ArrayList<>(members);
    ordered.sort(ORDER);
    Map<Uuid, List<Assignee>> subscribers = new TreeMap<>();
    Map<String, Share> shares = new HashMap<>();
    for (Assignee member : ordered) {
      shares.put(member.id(), new Share());
      for (Uuid topic : member.topics()) {
        subscribers.computeIfAbsent(topic, id -> new ArrayList<>()).add(member);
      }
    }
    subscribers.forEach(
        (topic, readers) -> {
          TopicCatalog.Facts facts = topics.find(topic);
          if (facts != null) {
            cut(facts, readers, shares);
          }
        });
    Map<String, Assignment> targets = new HashMap<>();
    shares.forEach((id, share) -> targets.put(id, share.done()));
    return targets;
  }

  private static void cut(
      TopicCatalog.Facts topic, List<Assignee> readers, Map<String, Share> shares) {
    int each = topic.partitions() / readers.size();
    int larger = topic.partitions() % readers.size();
    int next = 0;
    for (int i = 0; i < readers.size() && next < topic.partitions(); i++) {
      int end = next + each + (i < larger ? 1 : 0);
      TreeSet<Integer> run = new TreeSet<>();
      for (; next < end; next++) {
        run.add(next);
      }
      Share share = shares.get(readers.get(i).id());
      if (share != null && !run.isEmpty()) {
        share.put(topic.id(), run);
      }
    }
  }
}

package io.jackdaw.kafka.group.consumer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;

/**
 * {@code uniform}: all members get as many partitions as is possible, to within one when all
 * subscribe to the same topics; a member keeps what it has as far as that allows, and of equals
 * prefers partitions with a replica in its rack.
 */
final class UniformAssignor implements Assignor {
  /** Bounds the evening out of uneven subscriptions; far more than it ever takes. */
  private static final int MOST_ROUNDS = 100;

  @Override
  public String name() {
    return "uniform";
  }

  @Override
  public Map<String, Assignment> assign(List<Assignee> members, TopicCatalog topics) {
    boolean alike = true;
    Set<Uuid> first = members.getFirst().topics();
    for (Assignee member : members) {
      alike &= member.topics() == first || member.topics().equals(first);
    }
    return alike ? assignAlike(members, first, topics) : assignUnlike(members, topics);
  }

  /** All subscribe to the same topics: a quota for each member. */
  private static Map<String, Assignment> assignAlike(
      List<Assignee> members, Set<Uuid> subscribed, TopicCatalog topics) {
    FreePartitions free = new FreePartitions(subscribed, topics);
    int each = free.size() / members.size();
    int larger = free.size() % members.size();
    List<Place> open = new ArrayList<>();
    Map<String, Share> shares = new LinkedHashMap<>();
    for (Assignee member : members) {
      // As many members as must may have one more; those who have it already come first.
      int quota = each;
      Share share = new Share(member.before());
      int kept = keep(member, share, quota + (larger > 0 ? 1 : 0), free, topics);
      if (kept > quota) {
        larger--;
        quota = kept;
      }
      shares.put(member.id(), share);
      open.add(new Place(member, share, quota - kept));
    }
    for (Place place : open) {
      int missing = place.missing();
      if (larger > 0 && place.share().size() + missing == each) {
        missing++;
        larger--;
      }
      for (int i = 0; i < missing; i++) {
        free.takeFor(place.member(), place.share());
      }
    }
    return done(shares);
  }

  private record Place(Assignee member, Share share, int missing) {}

  /** Lets the member keep up to {@code most} of its partitions, near ones first. */
  private static int keep(
      Assignee member, Share share, int most, FreePartitions free, TopicCatalog topics) {
    boolean mustGiveUp = member.rackId() != null && member.before().size() > most;
    int kept = mustGiveUp ? keep(member, share, most, free, near(member, topics)) : 0;
    kept += keep(member, share, most - kept, free, (topic, partition) -> true);
    for (Map.Entry<Uuid, Set<Integer>> topic : member.before().partitions().entrySet()) {
      for (int partition : topic.getValue()) {
        if (!share.isKept(topic.getKey(), partition)) {
          share.remove(topic.getKey(), partition);
        }
      }
    }
    return kept;
  }

  private static int keep(
      Assignee member, Share share, int most, FreePartitions free, Wanted wanted) {
    int kept = 0;
    for (Map.Entry<Uuid, Set<Integer>> topic : member.before().partitions().entrySet()) {
      for (int partition : topic.getValue()) {
        if (kept < most
            && wanted.test(topic.getKey(), partition)
            && free.take(topic.getKey(), partition)) {
          share.keep(topic.getKey(), partition);
          kept++;
        }
      }
    }
    return kept;
  }

  private interface Wanted {
    boolean test(Uuid topic, int partition);
  }

  private static Wanted near(Assignee member, TopicCatalog topics) {
    return (topic, partition) -> {
      TopicCatalog.Facts facts = topics.find(topic);
      return facts != null && member.rackId() != null && facts.isNear(partition, member.rackId());
    };
  }

  /** Subscriptions differ: give to who has least, then move one by one while it evens out. */
  private static Map<String, Assignment> assignUnlike(List<Assignee> members, TopicCatalog topics) {
    Map<Uuid, List<Place>> readers = new LinkedHashMap<>();
    Map<String, Share> shares = new LinkedHashMap<>();
    Map<Uuid, Map<Integer, Place>> owners = new HashMap<>();
    for (Assignee member : members) {
      Share share = new Share(member.before());
      Place place = new Place(member, share, 0);
      shares.put(member.id(), share);
      member
          .topics()
          .forEach(topic -> readers.computeIfAbsent(topic, id -> new ArrayList<>()).add(place));
      member
          .before()
          .partitions()
          .forEach((topic, ofTopic) -> keepUnlike(place, topic, ofTopic, topics, owners));
    }
    List<Map.Entry<Uuid, List<Place>>> narrowFirst = new ArrayList<>(readers.entrySet());
    narrowFirst.sort(
        Map.Entry.<Uuid, List<Place>>comparingByValue(
                (one, other) -> Integer.compare(one.size(), other.size()))
            .thenComparing(Map.Entry.comparingByKey()));
    for (Map.Entry<Uuid, List<Place>> topic : narrowFirst) {
      giveOut(topic.getKey(), topic.getValue(), topics, owners);
    }
    for (int round = 0; round < MOST_ROUNDS && evenOut(narrowFirst, owners); round++) {
      // Each move makes the loads more alike, so this ends.
    }
    return done(shares);
  }

  private static void keepUnlike(
      Place place,
      Uuid topic,
      Set<Integer> ofTopic,
      TopicCatalog topics,
      Map<Uuid, Map<Integer, Place>> owners) {
    TopicCatalog.Facts facts = topics.find(topic);
    boolean subscribed = facts != null && place.member().topics().contains(topic);
    for (int partition : ofTopic) {
      boolean free =
          facts != null
              && subscribed
              && partition < facts.partitions()
              && owners.computeIfAbsent(topic, id -> new HashMap<>()).putIfAbsent(partition, place)
                  == null;
      if (!free) {
        place.share().remove(topic, partition);
      }
    }
  }

  private static void giveOut(
      Uuid topic, List<Place> readers, TopicCatalog topics, Map<Uuid, Map<Integer, Place>> owners) {
    TopicCatalog.Facts facts = topics.find(topic);
    if (facts == null) {
      return;
    }
    Map<Integer, Place> ofTopic = owners.computeIfAbsent(topic, id -> new HashMap<>());
    for (int partition = 0; partition < facts.partitions(); partition++) {
      if (!ofTopic.containsKey(partition)) {
        Place least = readers.getFirst();
        for (Place reader : readers) {
          least = better(reader, least, facts, partition) ? reader : least;
        }
        least.share().add(topic, partition);
        ofTopic.put(partition, least);
      }
    }
  }

  private static boolean better(Place one, Place best, TopicCatalog.Facts facts, int partition) {
    if (one.share().size() != best.share().size()) {
      return one.share().size() < best.share().size();
    }
    return isNear(one, facts, partition) && !isNear(best, facts, partition);
  }

  private static boolean isNear(Place place, TopicCatalog.Facts facts, int partition) {
    String rack = place.member().rackId();
    return rack != null && facts.isNear(partition, rack);
  }

  /** One round of moves; false when there was nothing to gain. */
  private static boolean evenOut(
      List<Map.Entry<Uuid, List<Place>>> topics, Map<Uuid, Map<Integer, Place>> owners) {
    boolean moved = false;
    for (Map.Entry<Uuid, List<Place>> topic : topics) {
      for (Map.Entry<Integer, Place> owned :
          owners.getOrDefault(topic.getKey(), Map.of()).entrySet()) {
        Place owner = owned.getValue();
        Place least = owner;
        for (Place reader : topic.getValue()) {
          least = reader.share().size() < least.share().size() ? reader : least;
        }
        if (least.share().size() + 1 < owner.share().size()) {
          owner.share().remove(topic.getKey(), owned.getKey());
          least.share().add(topic.getKey(), owned.getKey());
          owned.setValue(least);
          moved = true;
        }
      }
    }
    return moved;
  }

  private static Map<String, Assignment> done(Map<String, Share> shares) {
    Map<String, Assignment> targets = new HashMap<>();
    shares.forEach((id, share) -> targets.put(id, share.done()));
    return targets;
  }
}

package io.jackdaw.kafka.metadata;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Spreads replicas over brokers as Kafka's tools do: first replicas in turn, the others shifted
 * against them, each on another rack as far as there are racks. Pure.
 */
public final class ReplicaAssignment {
  private final List<BrokerImage> ring;
  private final int racks;
  private final int replicationFactor;

  /**
   * Over these brokers.
   *
   * @param replicationFactor from 1 to the number of brokers
   */
  public ReplicaAssignment(List<BrokerImage> brokers, int replicationFactor) {
    Map<String, List<BrokerImage>> byRack =
        brokers.stream()
            .sorted((one, other) -> Integer.compare(one.id(), other.id()))
            .collect(
                Collectors.groupingBy(ReplicaAssignment::rack, TreeMap::new, Collectors.toList()));
    this.ring = alternate(byRack.values());
    this.racks = byRack.size();
    this.replicationFactor = replicationFactor;
  }

  /** Brokers without a rack count as one rack. */
  private static String rack(BrokerImage broker) {
    return broker.rack() == null ? "" : broker.rack();
  }

  /** One broker of each rack in turn. */
  private static List<BrokerImage> alternate(Iterable<List<BrokerImage>> racks) {
    List<Iterator<BrokerImage>> turns = new ArrayList<>();
    racks.forEach(rack -> turns.add(rack.iterator()));
    List<BrokerImage> ring = new ArrayList<>();
    while (turns.stream().anyMatch(Iterator::hasNext)) {
      for (Iterator<BrokerImage> turn : turns) {
        if (turn.hasNext()) {
          ring.add(turn.next());
        }
      }
    }
    return ring;
  }

  /**
   * Replicas of the partitions {@code [first, first + count)}.
   *
   * @param start where in the ring partition 0 has its first replica
   * @param firstShift distance of the second replica from the first
   */
  public SortedMap<Integer, List<Integer>> assign(int first, int count, int start, int firstShift) {
    SortedMap<Integer, List<Integer>> assignment = new TreeMap<>();
    int shift = firstShift;
    for (int partition = first; partition < first + count; partition++) {
      if (partition > 0 && partition % ring.size() == 0) {
        shift++;
      }
      assignment.put(partition, replicas((partition + start) % ring.size(), shift));
    }
    return assignment;
  }

  private List<Integer> replicas(int firstIndex, int shift) {
    List<BrokerImage> chosen = new ArrayList<>();
    chosen.add(ring.get(firstIndex));
    for (int step = 0; chosen.size() < replicationFactor; step++) {
      int distance = 1 + (shift * (racks > 1 ? racks : 1) + step) % (ring.size() - 1);
      BrokerImage candidate = ring.get((firstIndex + distance) % ring.size());
      if (!chosen.contains(candidate) && helps(candidate, chosen)) {
        chosen.add(candidate);
      }
    }
    return chosen.stream().map(BrokerImage::id).toList();
  }

  /** Whether the candidate is on a rack of its own, or every rack has a replica already. */
  private boolean helps(BrokerImage candidate, List<BrokerImage> chosen) {
    Set<String> used =
        new HashSet<>(
            chosen.stream().map((Function<BrokerImage, String>) ReplicaAssignment::rack).toList());
    return used.size() == racks || !used.contains(rack(candidate));
  }
}

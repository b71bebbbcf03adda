package io.jackdaw.cli.apache;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.kafka.metadata.BrokerImage;
import io.jackdaw.kafka.metadata.ReplicaAssignment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the partitions of some topics would go if they were made now, on some brokers: as many
 * replicas as they have, spread evenly, on different racks. Pure.
 */
final class ReassignmentPlan {
  private final List<BrokerImage> brokers;
  private final IntUnaryOperator random;

  private ReassignmentPlan(List<BrokerImage> brokers, IntUnaryOperator random) {
    this.brokers = brokers;
    this.random = random;
  }

  /**
   * Over brokers of the cluster.
   *
   * @param ids each once; nothing for all
   * @param byRack whether racks count
   * @param random a number from 0 up to its argument, for where to begin
   * @throws Failure if one is named twice, or not there, or only some have a rack
   */
  static ReassignmentPlan over(
      Collection<Node> cluster, List<Integer> ids, boolean byRack, IntUnaryOperator random) {
    List<Integer> twice =
        ids.stream().filter(id -> ids.indexOf(id) != ids.lastIndexOf(id)).distinct().toList();
    if (!twice.isEmpty()) {
      throw new Failure("Broker list contains duplicate entries: " + twice, "");
    }
    List<BrokerImage> chosen = new ArrayList<>();
    int racks = 0;
    for (Node node : cluster) {
      if (ids.isEmpty() || ids.contains(node.id())) {
        racks += node.hasRack() ? 1 : 0;
        chosen.add(new BrokerImage(node.id(), 0, List.of(), byRack ? node.rack() : null));
      }
    }
    for (int id : ids) {
      if (chosen.stream().noneMatch(it -> it.id() == id)) {
        throw new Failure("Unknown broker " + id, "Name brokers that are alive.");
      }
    }
    if (byRack && racks > 0 && racks < chosen.size()) {
      throw new Failure(
          "Not all brokers have rack information. Add --disable-rack-aware in command line to make"
              + " replica assignment without rack information.",
          "");
    }
    return new ReassignmentPlan(chosen, random);
  }

  /**
   * The replicas that each partition would have.
   *
   * @param now those it has
   * @throws Failure if there are not enough brokers
   */
  Map<TopicPartition, List<Integer>> propose(Map<TopicPartition, List<Integer>> now) {
    Map<String, List<TopicPartition>> topics = new TreeMap<>();
    now.keySet()
        .forEach(it -> topics.computeIfAbsent(it.topic(), unseen -> new ArrayList<>()).add(it));
    Map<TopicPartition, List<Integer>> proposed = new LinkedHashMap<>();
    topics.forEach(
        (topic, partitions) -> {
          int factor = now.getOrDefault(partitions.getFirst(), List.of()).size();
          if (factor > brokers.size()) {
            throw new Failure(
                "Replication factor: %d larger than available brokers: %d"
                    .formatted(factor, brokers.size()),
                "");
          }
          int count = brokers.size();
          new ReplicaAssignment(brokers, factor)
              .assign(0, partitions.size(), random.applyAsInt(count), random.applyAsInt(count))
              .forEach(
                  (index, replicas) -> proposed.put(new TopicPartition(topic, index), replicas));
        });
    return proposed;
  }
}

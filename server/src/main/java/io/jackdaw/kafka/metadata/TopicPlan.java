package io.jackdaw.kafka.metadata;

import io.jackdaw.kafka.BrokerConfig.TopicPolicy;
import io.jackdaw.kafka.metadata.TopicCreation.NewTopic;
import io.jackdaw.kafka.metadata.TopicCreation.Placement;
import io.jackdaw.log.LogConfig;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a topic, or more partitions of one, can be created and where their replicas go.
 * Pure; refuses with Apache's error codes and sentences.
 */
sealed interface TopicPlan {
  /** Replicas of each new partition. */
  record Planned(SortedMap<Integer, List<Integer>> assignment) implements TopicPlan {}

  record Refused(Errors error, @Nullable String message) implements TopicPlan {}

  /** Partitions that one request may add to a topic. */
  int MAX_ADDED = 10_000;

  /**
   * Plans a topic.
   *
   * @param cordoned brokers that get no replicas unless the request names them
   * @param random a number from 0 up to its argument, for where to begin
   */
  static TopicPlan create(
      ClusterImage cluster,
      Set<Integer> cordoned,
      NewTopic topic,
      TopicPolicy policy,
      LogConfig logDefaults,
      IntUnaryOperator random) {
    Refused name = checkName(cluster, topic.name());
    if (name != null) {
      return name;
    }
    if (!topic.keysWithoutValue().isEmpty()) {
      return new Refused(
          Errors.INVALID_CONFIG,
          "Null value not supported for topic configs: "
              + String.join(",", topic.keysWithoutValue()));
    }
    try {
      LogConfig.validate(topic.configs(), logDefaults);
    } catch (ConfigException invalid) {
      return new Refused(Errors.INVALID_CONFIG, String.valueOf(invalid.getMessage()));
    }
    if (!topic.placements().isEmpty()) {
      return place(cluster, topic);
    }
    int partitions =
        topic.partitions() == TopicCreation.DEFAULT ? policy.partitions() : topic.partitions();
    int factor =
        topic.replicationFactor() == TopicCreation.DEFAULT
            ? policy.replicationFactor()
            : topic.replicationFactor();
    List<BrokerImage> brokers = usable(cluster, cordoned);
    Refused numbers = checkNumbers(cluster, brokers, partitions, factor);
    if (numbers != null) {
      return numbers;
    }
    int count = brokers.size();
    return new Planned(
        new ReplicaAssignment(brokers, factor)
            .assign(0, partitions, random.applyAsInt(count), random.applyAsInt(count)));
  }

  private static List<BrokerImage> usable(ClusterImage cluster, Set<Integer> cordoned) {
    return cluster.brokers().values().stream().filter(it -> !cordoned.contains(it.id())).toList();
  }

  private static @Nullable Refused checkName(ClusterImage cluster, String name) {
    try {
      Topic.validate(name);
    } catch (InvalidTopicException invalid) {
      return new Refused(Errors.INVALID_TOPIC_EXCEPTION, String.valueOf(invalid.getMessage()));
    }
    TopicImage existing = cluster.topic(name);
    if (existing != null) {
      return new Refused(
          Errors.TOPIC_ALREADY_EXISTS,
          existing.deleting()
              ? "Topic '" + name + "' is marked for deletion."
              : "Topic '" + name + "' already exists.");
    }
    if (Topic.hasCollisionChars(name)) {
      List<String> colliding =
          cluster.topics().keySet().stream()
              .filter(other -> Topic.hasCollision(name, other))
              .sorted()
              .toList();
      if (!colliding.isEmpty()) {
        return new Refused(
            Errors.INVALID_TOPIC_EXCEPTION,
            "Topic '%s' collides with existing topic: %s"
                .formatted(name, String.join(", ", colliding)));
      }
    }
    return null;
  }

  private static @Nullable Refused checkNumbers(
      ClusterImage cluster, List<BrokerImage> usable, int partitions, int factor) {
    if (factor <= 0) {
      return new Refused(
          Errors.INVALID_REPLICATION_FACTOR,
          "Replication factor must be larger than 0, or -1 to use the default value.");
    }
    if (partitions <= 0) {
      return new Refused(
          Errors.INVALID_PARTITIONS,
          "Number of partitions was set to an invalid non-positive value.");
    }
    return factor > usable.size()
        ? new Refused(
            Errors.INVALID_REPLICATION_FACTOR, tooFew(cluster.brokers().size(), usable, factor))
        : null;
  }

  private static String tooFew(int brokers, List<BrokerImage> usable, int factor) {
    if (usable.size() == brokers) {
      return "Replication factor: %d larger than available brokers: %d.".formatted(factor, brokers);
    }
    return "Unable to replicate the partition %d time(s): ".formatted(factor)
        + (usable.isEmpty()
            ? "All brokers are currently fenced, or have all their log directories cordoned."
            : ("The target replication factor of %d cannot be reached because only %d broker(s) are"
                    + " registered or some brokers have all their log directories cordoned.")
                .formatted(factor, usable.size()));
  }

  private static TopicPlan place(ClusterImage cluster, NewTopic topic) {
    if (topic.partitions() != TopicCreation.DEFAULT
        || topic.replicationFactor() != TopicCreation.DEFAULT) {
      return new Refused(
          Errors.INVALID_REQUEST,
          "A manual partition assignment was specified, but %s was not set to -1."
              .formatted(
                  topic.replicationFactor() == TopicCreation.DEFAULT
                      ? "numPartitions"
                      : "replication factor"));
    }
    int factor = topic.placements().getFirst().replicas().size();
    SortedMap<Integer, List<Integer>> assignment = new TreeMap<>();
    for (Placement placement : topic.placements()) {
      if (assignment.put(placement.partition(), placement.replicas()) != null) {
        return new Refused(
            Errors.INVALID_REPLICA_ASSIGNMENT,
            "Found multiple manual partition assignments for partition " + placement.partition());
      }
      Refused replicas = checkReplicas(cluster, List.of(placement.replicas()), factor);
      if (replicas != null) {
        return replicas;
      }
    }
    if (assignment.firstKey() != 0 || assignment.lastKey() != assignment.size() - 1) {
      return new Refused(
          Errors.INVALID_REPLICA_ASSIGNMENT,
          "partitions should be a consecutive 0-based integer sequence");
    }
    return new Planned(assignment);
  }

  /** What is wrong with the replicas of any of the partitions; null if nothing. */
  private static @Nullable Refused checkReplicas(
      ClusterImage cluster, Collection<List<Integer>> partitions, int factor) {
    for (List<Integer> replicas : partitions) {
      String wrong = wrongWith(cluster, replicas, factor);
      if (wrong != null) {
        return new Refused(
            Errors.INVALID_REPLICA_ASSIGNMENT, "The manual partition assignment " + wrong);
      }
    }
    return null;
  }

  private static @Nullable String wrongWith(
      ClusterImage cluster, List<Integer> replicas, int factor) {
    if (replicas.isEmpty()) {
      return "includes an empty replica list.";
    }
    Set<Integer> seen = new HashSet<>();
    for (int id : replicas.stream().sorted().toList()) {
      if (!cluster.brokers().containsKey(id)) {
        return "includes broker %d, but no such broker is registered.".formatted(id);
      }
      if (!seen.add(id)) {
        return "includes the broker %d more than once.".formatted(id);
      }
    }
    return replicas.size() == factor
        ? null
        : ("includes a partition with %d replica(s), but this is not consistent with previous"
                + " partitions, which have %d replica(s).")
            .formatted(replicas.size(), factor);
  }

  /**
   * Plans further partitions of a topic.
   *
   * @param cordoned brokers that get no replicas unless the request names them
   * @param count of all partitions afterwards
   * @param manual replicas of the new partitions; null to have them chosen
   */
  static TopicPlan grow(
      ClusterImage cluster,
      Set<Integer> cordoned,
      String name,
      int count,
      @Nullable List<List<Integer>> manual) {
    TopicImage topic = cluster.topic(name);
    if (topic != null && topic.deleting()) {
      return new Refused(Errors.INVALID_TOPIC_EXCEPTION, "The topic is queued for deletion.");
    }
    if (topic == null) {
      return new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, null);
    }
    if (topic.partitions().values().stream()
        .anyMatch(it -> !it.addingReplicas().isEmpty() || !it.removingReplicas().isEmpty())) {
      return new Refused(
          Errors.REASSIGNMENT_IN_PROGRESS,
          "A partition reassignment is in progress for the topic '" + name + "'.");
    }
    int before = topic.partitions().size();
    if (count < before) {
      return new Refused(
          Errors.INVALID_PARTITIONS,
          "The topic %s currently has %d partition(s); %d would not be an increase."
              .formatted(name, before, count));
    }
    if (count == before) {
      return new Refused(
          Errors.INVALID_PARTITIONS, "Topic already has %d partition(s).".formatted(before));
    }
    PartitionImage first = topic.partitions().get(topic.partitions().firstKey());
    if (first == null || first.replicas().isEmpty()) {
      return new Refused(Errors.UNKNOWN_SERVER_ERROR, "Topic '" + name + "' has no replicas.");
    }
    if (manual != null) {
      return checkGrowth(cluster, manual, before, count - before, first.replicas().size());
    }
    if (count - before > MAX_ADDED) {
      return new Refused(
          Errors.POLICY_VIOLATION, "Excessively large number of partitions per request.");
    }
    int factor = first.replicas().size();
    List<BrokerImage> brokers = usable(cluster, cordoned);
    Refused numbers = checkNumbers(cluster, brokers, count, factor);
    if (numbers != null) {
      return numbers;
    }
    List<Integer> ids = brokers.stream().map(BrokerImage::id).sorted().toList();
    int start = Math.max(0, ids.indexOf(first.replicas().getFirst()));
    return new Planned(
        new ReplicaAssignment(brokers, factor).assign(before, count - before, start, start));
  }

  private static TopicPlan checkGrowth(
      ClusterImage cluster, List<List<Integer>> manual, int before, int added, int factor) {
    if (manual.size() != added) {
      return new Refused(
          Errors.INVALID_REPLICA_ASSIGNMENT,
          "Attempted to add %d additional partition(s), but only %d assignment(s) were specified."
              .formatted(added, manual.size()));
    }
    Refused replicas = checkReplicas(cluster, manual, factor);
    if (replicas != null) {
      return replicas;
    }
    SortedMap<Integer, List<Integer>> assignment = new TreeMap<>();
    manual.forEach(ids -> assignment.put(before + assignment.size(), ids));
    return new Planned(assignment);
  }
}

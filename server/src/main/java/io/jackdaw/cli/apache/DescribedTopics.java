package io.jackdaw.cli.apache;

import io.jackdaw.cli.output.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * {@code kafka-topics.sh --describe}: a line for each topic, an indented line for each partition,
 * columns with labels.
 */
final class DescribedTopics {
  private final Admin admin;
  private final Progress progress;
  private final Filter filter;

  DescribedTopics(Admin admin, Progress progress, Filter filter) {
    this.admin = admin;
    this.progress = progress;
    this.filter = filter;
  }

  /** Which partitions to show. */
  static final class Filter {
    @Option(
        names = "--under-replicated-partitions",
        description = "Only partitions with fewer in-sync replicas than replicas.")
    boolean underReplicated;

    @Option(
        names = "--unavailable-partitions",
        description = "Only partitions whose leader is not available.")
    boolean unavailable;

    @Option(
        names = "--under-min-isr-partitions",
        description = "Only partitions with fewer in-sync replicas than configured.")
    boolean underMinIsr;

    @Option(
        names = "--at-min-isr-partitions",
        description = "Only partitions with just the configured number of in-sync replicas.")
    boolean atMinIsr;

    @Option(
        names = "--topics-with-overrides",
        description = "Only topics that have configurations of their own.")
    boolean overridden;

    boolean showsTopics() {
      return !underReplicated && !unavailable && !underMinIsr && !atMinIsr;
    }

    boolean shows(TopicPartitionInfo partition, int minIsr, Set<Integer> live) {
      boolean led = led(partition);
      int isr = partition.isr().size();
      return showsTopics()
          || underReplicated && isr < partition.replicas().size()
          || unavailable && (!led || !live.contains(partition.leader().id()))
          || underMinIsr && (!led || isr < minIsr)
          || atMinIsr && isr == minIsr;
    }
  }

  void print(List<String> topics, @Nullable String topicId) {
    if (topics.isEmpty() && topicId != null) {
      throw new IllegalArgumentException("TopicId '" + topicId + "' does not exist as expected");
    }
    Map<String, TopicDescription> described =
        new TreeMap<>(
            progress.await("asking for topics", admin.describeTopics(topics).allTopicNames()));
    List<ConfigResource> resources = new ArrayList<>();
    described
        .keySet()
        .forEach(name -> resources.add(new ConfigResource(ConfigResource.Type.TOPIC, name)));
    Map<ConfigResource, Config> configs =
        resources.isEmpty()
            ? Map.of()
            : progress.await("asking for configurations", admin.describeConfigs(resources).all());
    Set<Integer> live =
        progress.await("asking for brokers", admin.describeCluster().nodes()).stream()
            .map(Node::id)
            .collect(Collectors.toSet());
    described.forEach(
        (name, topic) ->
            print(
                topic,
                configs.getOrDefault(
                    new ConfigResource(ConfigResource.Type.TOPIC, name), new Config(List.of())),
                live));
  }

  private void print(TopicDescription topic, Config config, Set<Integer> live) {
    String own =
        config.entries().stream()
            .filter(entry -> !entry.isDefault())
            .map(entry -> entry.name() + "=" + entry.value())
            .collect(Collectors.joining(","));
    if (filter.showsTopics() && (!filter.overridden || !own.isEmpty())) {
      System.out.println(
          "Topic: "
              + topic.name()
              + "\tTopicId: "
              + topic.topicId()
              + "\tPartitionCount: "
              + topic.partitions().size()
              + "\tReplicationFactor: "
              + topic.partitions().getFirst().replicas().size()
              + "\tConfigs: "
              + own);
    }
    if (!filter.overridden) {
      ConfigEntry minIsr = config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
      int needed = minIsr == null || minIsr.value() == null ? 1 : Integer.parseInt(minIsr.value());
      topic.partitions().stream()
          .filter(partition -> filter.shows(partition, needed, live))
          .forEach(partition -> System.out.println(line(topic.name(), partition)));
    }
  }

  private static String line(String topic, TopicPartitionInfo partition) {
    return "\tTopic: "
        + topic
        + "\tPartition: "
        + partition.partition()
        + "\tLeader: "
        + (led(partition) ? partition.leader().idString() : "none")
        + "\tReplicas: "
        + ids(partition.replicas())
        + "\tIsr: "
        + ids(partition.isr())
        + "\tElr: "
        + (partition.elr() == null ? "N/A" : ids(partition.elr()))
        + "\tLastKnownElr: "
        + (partition.lastKnownElr() == null ? "N/A" : ids(partition.lastKnownElr()));
  }

  private static boolean led(TopicPartitionInfo partition) {
    return partition.leader() != null && !partition.leader().isEmpty();
  }

  private static String ids(List<Node> nodes) {
    return nodes.stream().map(Node::idString).collect(Collectors.joining(","));
  }
}

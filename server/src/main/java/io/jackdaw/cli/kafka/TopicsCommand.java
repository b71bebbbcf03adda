package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.OutputOption;
import io.jackdaw.cli.output.Progress;
import io.jackdaw.cli.output.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jackdaw topics create|list|describe|alter|delete}. */
@Command(
    name = "topics",
    description = "Create, list, describe, alter and delete topics.",
    synopsisSubcommandLabel = "COMMAND")
public final class TopicsCommand {
  private static final String LIST_HINT = "See `jackdaw topics list`.";

  private final Progress progress = new Progress(System.err);

  @Command(name = "create", description = "Create a topic.")
  void create(
      @Mixin BrokerOption broker,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Option(
              names = {"-p", "--partitions"},
              paramLabel = "N",
              description = "default: the broker's num.partitions.")
          @Nullable Integer partitions,
      @Option(
              names = {"-r", "--replication-factor"},
              paramLabel = "N",
              description = "default: the broker's.")
          @Nullable Short replicationFactor,
      @Option(
              names = {"-c", "--config"},
              paramLabel = "KEY=VALUE",
              description = "a topic configuration; may be repeated.")
          @Nullable Map<String, String> configs,
      @Option(names = "--if-not-exists", description = "succeed if the topic is there already.")
          boolean ifNotExists) {
    NewTopic wanted =
        new NewTopic(
            topic, Optional.ofNullable(partitions), Optional.ofNullable(replicationFactor));
    wanted.configs(configs == null ? Map.of() : configs);
    try (Admin admin = broker.admin()) {
      var created = admin.createTopics(List.of(wanted));
      progress.await("creating " + topic, created.all());
      int count = progress.await("creating " + topic, created.numPartitions(topic));
      System.out.println(
          "Created topic "
              + topic
              + " with "
              + count
              + (count == 1 ? " partition." : " partitions."));
    } catch (TopicExistsException e) {
      if (!ifNotExists) {
        throw new Failure(
            "topic " + topic + " exists already",
            "Look at it with `jackdaw topics describe " + topic + "`, or add --if-not-exists.",
            e);
      }
      System.out.println("Topic " + topic + " exists already.");
    }
  }

  @Command(name = "list", description = "List topics.")
  void list(
      @Mixin BrokerOption broker,
      @Mixin OutputOption output,
      @Option(names = "--internal", description = "also those of the broker itself.")
          boolean internal) {
    try (Admin admin = broker.admin()) {
      Collection<String> names =
          progress.await(
              "listing topics",
              admin.listTopics(new ListTopicsOptions().listInternal(internal)).names());
      Table table = Table.of("TOPIC", "PARTITIONS", "REPLICAS", "ID");
      describe(admin, names)
          .forEach(
              (name, topic) ->
                  table.row(
                      name,
                      topic.partitions().size(),
                      topic.partitions().getFirst().replicas().size(),
                      topic.topicId().toString()));
      if (table.isEmpty() && !output.json()) {
        System.err.println("no topics yet: `jackdaw topics create NAME` makes one.");
        return;
      }
      table.print(System.out, output.format());
    }
  }

  @Command(
      name = "describe",
      description = "Show partitions, leaders, replicas and configurations of topics.")
  void describe(
      @Mixin BrokerOption broker,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "TOPIC", arity = "1..*") List<String> topics) {
    try (Admin admin = broker.admin()) {
      Map<String, TopicDescription> described = describe(admin, topics);
      Table table = Table.of("TOPIC", "PARTITION", "LEADER", "REPLICAS", "IN-SYNC", "START", "END");
      LogOffsets logs = new LogOffsets(admin, progress);
      described.forEach((name, topic) -> rows(table, logs, topic));
      table.print(System.out, output.format());
      if (!output.json()) {
        printConfigs(admin, described.keySet());
      }
    }
  }

  @Command(
      name = "alter",
      description = "Add partitions to a topic, set or remove its configurations.")
  void alter(
      @Mixin BrokerOption broker,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Option(
              names = {"-p", "--partitions"},
              paramLabel = "N",
              description = "the new number of partitions; more than now.")
          @Nullable Integer partitions,
      @Option(
              names = {"-c", "--config"},
              paramLabel = "KEY=VALUE",
              description = "set a configuration; may be repeated.")
          @Nullable Map<String, String> configs,
      @Option(
              names = "--delete-config",
              paramLabel = "KEY",
              description = "remove a configuration; may be repeated.")
          @Nullable List<String> deleted) {
    Collection<AlterConfigOp> changes = ConfigsCommand.changes(configs, deleted);
    if (partitions == null && changes.isEmpty()) {
      throw new Failure("nothing to alter", "Give --partitions, --config or --delete-config.");
    }
    try (Admin admin = broker.admin()) {
      if (partitions != null) {
        progress.await(
            "adding partitions",
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all());
        System.out.println("Topic " + topic + " has " + partitions + " partitions.");
      }
      if (!changes.isEmpty()) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        progress.await(
            "changing configurations",
            admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
        System.out.println("Changed the configuration of topic " + topic + ".");
      }
    } catch (UnknownTopicOrPartitionException e) {
      throw new Failure("there is no topic " + topic, LIST_HINT, e);
    }
  }

  @Command(name = "delete", description = "Delete topics and all their records.")
  void delete(
      @Mixin BrokerOption broker,
      @Parameters(paramLabel = "TOPIC", arity = "1..*") List<String> topics,
      @Option(names = "--if-exists", description = "succeed if a topic is not there.")
          boolean ifExists) {
    try (Admin admin = broker.admin()) {
      for (String topic : topics) {
        try {
          progress.await("deleting " + topic, admin.deleteTopics(List.of(topic)).all());
          System.out.println("Deleted topic " + topic + ".");
        } catch (UnknownTopicOrPartitionException e) {
          if (!ifExists) {
            throw new Failure("there is no topic " + topic, LIST_HINT, e);
          }
        }
      }
    }
  }

  private Map<String, TopicDescription> describe(Admin admin, Collection<String> names) {
    try {
      return new TreeMap<>(
          progress.await("asking for topics", admin.describeTopics(names).allTopicNames()));
    } catch (UnknownTopicOrPartitionException e) {
      throw new Failure("there is no such topic: " + String.join(", ", names), LIST_HINT, e);
    }
  }

  private static void rows(Table table, LogOffsets logs, TopicDescription topic) {
    var partitions =
        topic.partitions().stream()
            .map(each -> new org.apache.kafka.common.TopicPartition(topic.name(), each.partition()))
            .toList();
    var starts = logs.starts(partitions);
    var ends = logs.ends(partitions);
    for (TopicPartitionInfo each : topic.partitions()) {
      var partition = partitions.get(each.partition());
      table.row(
          topic.name(),
          each.partition(),
          each.leader() == null ? null : Integer.valueOf(each.leader().id()),
          ids(each.replicas()),
          ids(each.isr()),
          starts.get(partition),
          ends.get(partition));
    }
  }

  private void printConfigs(Admin admin, Collection<String> topics) {
    List<ConfigResource> resources = new ArrayList<>();
    topics.forEach(topic -> resources.add(new ConfigResource(ConfigResource.Type.TOPIC, topic)));
    Map<String, String> own = new LinkedHashMap<>();
    progress
        .await("asking for configurations", admin.describeConfigs(resources).all())
        .forEach(
            (resource, config) ->
                config.entries().stream()
                    .filter(
                        entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                    .forEach(
                        entry -> own.put(resource.name() + ": " + entry.name(), entry.value())));
    if (!own.isEmpty()) {
      System.out.println();
      own.forEach((name, value) -> System.out.println(name + " = " + value));
    }
  }

  private static String ids(List<Node> nodes) {
    return nodes.stream().map(Node::idString).collect(Collectors.joining(","));
  }
}

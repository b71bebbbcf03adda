package io.jackdaw.cli.apache;

import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.kafka.TopicPattern;
import io.jackdaw.cli.output.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kafka-topics.sh}: create, list, describe, alter and delete topics. */
@Command(
    name = "kafka-topics",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "This tool helps to create, delete, describe, or change a topic.")
public final class KafkaTopics implements Callable<Integer> {
  @Mixin Connection connection = new Connection();
  @Mixin DescribedTopics.Filter filter = new DescribedTopics.Filter();

  @Option(names = "--list", description = "List all available topics.")
  boolean list;

  @Option(names = "--create", description = "Create a new topic.")
  boolean create;

  @Option(names = "--delete", description = "Delete a topic.")
  boolean delete;

  @Option(names = "--alter", description = "Alter the number of partitions.")
  boolean alter;

  @Option(names = "--describe", description = "List details for the given topics.")
  boolean describe;

  @Option(names = "--topic", description = "The topic; a regular expression except for --create.")
  @Nullable String topic;

  @Option(names = "--topic-id", description = "The topic-id to describe.")
  @Nullable String topicId;

  @Option(
      names = "--config",
      paramLabel = "name=value",
      description = "A configuration for the topic.")
  List<String> configs = new ArrayList<>();

  @Option(
      names = "--delete-config",
      paramLabel = "name",
      description = "A configuration to remove from the topic.")
  List<String> deletedConfigs = new ArrayList<>();

  @Option(names = "--partitions", description = "The number of partitions.")
  @Nullable Integer partitions;

  @Option(
      names = "--replication-factor",
      description = "The replication factor for each partition.")
  @Nullable Integer replicationFactor;

  @Option(
      names = "--replica-assignment",
      paramLabel = "id:id,id:id",
      description =
          "Brokers for each partition: partitions are separated by commas, replicas by colons.")
  @Nullable String replicaAssignment;

  @Option(names = "--if-exists", description = "Succeed if the topic does not exist.")
  boolean ifExists;

  @Option(names = "--if-not-exists", description = "Succeed if the topic exists already.")
  boolean ifNotExists;

  @Option(names = "--exclude-internal", description = "Leave out the broker's own topics.")
  boolean excludeInternal;

  @Option(
      names = {"--force", "--disable-rack-aware"},
      hidden = true)
  boolean ignored;

  @Option(names = "--partition-size-limit-per-response", hidden = true)
  int partitionSizeLimit = 2_000;

  private final Progress progress = new Progress(System.err);

  @Override
  public Integer call() {
    if (Stream.of(list, create, delete, alter, describe).filter(chosen -> chosen).count() != 1) {
      throw new UsageFailure(
          "Command must include exactly one action: --list, --describe, --create, --alter or"
              + " --delete");
    }
    if (topic == null && (create || alter || delete)) {
      throw new UsageFailure("Missing required argument \"[topic]\"");
    }
    try (Admin admin = connection.admin()) {
      if (create) {
        create(admin, topic == null ? "" : topic);
      } else if (list) {
        System.out.println(String.join("\n", names(admin)));
      } else if (describe) {
        new DescribedTopics(admin, progress, filter).print(wanted(admin), topicId);
      } else if (alter) {
        alter(admin, wanted(admin));
      } else {
        progress.await("deleting topics", admin.deleteTopics(wanted(admin)).all());
      }
      return 0;
    } catch (KafkaException | IllegalArgumentException e) {
      // On standard output: that is where scripts look for it.
      System.out.println("Error while executing topic command : " + e.getMessage());
      return 1;
    }
  }

  private void create(Admin admin, String name) {
    if (name.contains(".") || name.contains("_")) {
      System.out.println(
          "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore"
              + " ('_') could collide. To avoid issues it is best to use either, but not both.");
    }
    if (replicationFactor != null
        && (replicationFactor < 1 || replicationFactor > Short.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "The replication factor must be between 1 and " + Short.MAX_VALUE + " inclusive");
    }
    if (partitions != null && partitions < 1) {
      throw new IllegalArgumentException("The partitions must be greater than 0");
    }
    NewTopic wanted =
        replicaAssignment == null
            ? new NewTopic(
                name,
                Optional.ofNullable(partitions),
                Optional.ofNullable(replicationFactor).map(Integer::shortValue))
            : new NewTopic(name, assignment(replicaAssignment));
    wanted.configs(configs());
    try {
      progress.await("creating " + name, admin.createTopics(List.of(wanted)).all());
      System.out.println("Created topic " + name + ".");
    } catch (TopicExistsException e) {
      if (!ifNotExists) {
        throw e;
      }
    }
  }

  private void alter(Admin admin, Collection<String> topics) {
    if (partitions == null && configs.isEmpty() && deletedConfigs.isEmpty()) {
      throw new UsageFailure("Missing required argument \"[partitions]\"");
    }
    if (partitions != null) {
      Map<String, NewPartitions> wanted = new HashMap<>();
      for (String each : topics) {
        wanted.put(each, newPartitions(admin, each, partitions));
      }
      progress.await("adding partitions", admin.createPartitions(wanted).all());
    }
    Collection<AlterConfigOp> changes = new ArrayList<>();
    configs()
        .forEach(
            (key, value) ->
                changes.add(
                    new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
    deletedConfigs.forEach(
        key ->
            changes.add(new AlterConfigOp(new ConfigEntry(key, ""), AlterConfigOp.OpType.DELETE)));
    if (!changes.isEmpty()) {
      for (String each : topics) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, each);
        progress.await(
            "changing configurations",
            admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
        System.out.println("Updated config for topic " + each + ".");
      }
    }
  }

  private NewPartitions newPartitions(Admin admin, String name, int count) {
    if (replicaAssignment == null) {
      return NewPartitions.increaseTo(count);
    }
    int existing =
        progress
            .await(
                "asking for " + name,
                Objects.requireNonNull(
                    admin.describeTopics(List.of(name)).topicNameValues().get(name)))
            .partitions()
            .size();
    return NewPartitions.increaseTo(
        count, assignment(replicaAssignment).values().stream().skip(existing).toList());
  }

  /**
   * Topics that the arguments mean; it is an error if a name was given and matches none, unless
   * --if-exists.
   */
  private List<String> wanted(Admin admin) {
    List<String> names = names(admin);
    if (names.isEmpty() && topic != null && !topic.isEmpty() && !ifExists) {
      throw new IllegalArgumentException("Topic '" + topic + "' does not exist as expected");
    }
    return names;
  }

  private List<String> names(Admin admin) {
    TopicPattern pattern = TopicPattern.of(topic == null ? ".*" : topic);
    return progress
        .await(
            "listing topics",
            admin.listTopics(new ListTopicsOptions().listInternal(!excludeInternal)).listings())
        .stream()
        .filter(listing -> topicId == null || listing.topicId().toString().equals(topicId))
        .map(TopicListing::name)
        .filter(name -> pattern.matches(name) && !(excludeInternal && TopicPattern.internal(name)))
        .sorted()
        .toList();
  }

  private Map<String, String> configs() {
    Map<String, String> parsed = new LinkedHashMap<>();
    for (String config : configs) {
      int equals = config.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "requirement failed: Invalid topic config: all configs to be added must be in the"
                + " format \"key=val\".");
      }
      parsed.put(config.substring(0, equals).strip(), config.substring(equals + 1).strip());
    }
    return parsed;
  }

  /** {@code "1:2,2:3"}: partition 0 on brokers 1 and 2, partition 1 on brokers 2 and 3. */
  static Map<Integer, List<Integer>> assignment(String text) {
    Map<Integer, List<Integer>> assignment = new LinkedHashMap<>();
    for (String replicas : text.split(",")) {
      List<Integer> brokers =
          Arrays.stream(replicas.split(":")).map(String::strip).map(Integer::valueOf).toList();
      int partition = assignment.size();
      if (brokers.stream().distinct().count() != brokers.size()) {
        throw new IllegalArgumentException(
            "Partition replica lists may not contain duplicate entries: " + replicas);
      }
      if (partition > 0 && brokers.size() != assignment.getOrDefault(0, List.of()).size()) {
        throw new IllegalArgumentException(
            "Partition " + partition + " has different replication factor: " + brokers);
      }
      assignment.put(partition, brokers);
    }
    return assignment;
  }
}

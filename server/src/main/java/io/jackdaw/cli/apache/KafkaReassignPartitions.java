package io.jackdaw.cli.apache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.PartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kafka-reassign-partitions.sh}: gives partitions other replicas. */
@Command(
    name = "kafka-reassign-partitions",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "This tool helps to move topic partitions between replicas.")
public final class KafkaReassignPartitions implements Callable<Integer> {
  @Mixin Connection connection = new Connection();

  @Option(names = "--generate", description = "Propose, do nothing.")
  boolean generate;

  @Option(names = "--execute", description = "Begin.")
  boolean execute;

  @Option(names = "--verify", description = "See how far it is.")
  boolean verify;

  @Option(names = "--cancel", description = "Take back what is not done.")
  boolean cancel;

  @Option(names = "--list", description = "What is under way.")
  boolean list;

  @Option(names = "--reassignment-json-file", description = "What each partition shall have.")
  @Nullable Path reassignmentFile;

  @Option(names = "--topics-to-move-json-file", description = "With --generate: topics.")
  @Nullable Path topicsFile;

  @Option(
      names = "--throttle",
      description = "With --execute: bytes a second between brokers, at most.")
  long copiesThrottle = -1;

  @Option(
      names = "--replica-alter-log-dirs-throttle",
      description = "With --execute: bytes a second between log directories, at most.")
  long movesThrottle = -1;

  @Option(names = "--preserve-throttles", description = "With --verify: leave limits as they are.")
  boolean preserveThrottles;

  @Option(names = "--disable-rack-aware", description = "With --generate: racks do not count.")
  boolean disableRackAware;

  @Option(names = "--timeout", description = "Accepted; moves are waited for by the broker.")
  long timeoutMs;

  @Option(names = "--additional", description = "Accepted: every change is taken beside others.")
  boolean additional;

  private final LogDirMoves logDirs = new LogDirMoves();
  private final Progress progress = new Progress(System.err);

  @Override
  public Integer call() {
    int actions = 0;
    for (boolean action : new boolean[] {generate, execute, verify, cancel, list}) {
      actions += action ? 1 : 0;
    }
    if (actions != 1) {
      throw new UsageFailure(
          "Command must include exactly one action: --generate, --execute,"
              + " --verify, --cancel, --list");
    }
    try (Admin admin = connection.admin()) {
      if (list) {
        list(admin);
      } else if (generate) {
        generate(admin);
      } else if (verify) {
        verify(admin, read(reassignmentFile));
      } else {
        return alter(admin, read(reassignmentFile)) ? 0 : 1;
      }
      return 0;
    }
  }

  private void list(Admin admin) {
    Map<TopicPartition, PartitionReassignment> ongoing =
        progress.await("listing reassignments", admin.listPartitionReassignments().reassignments());
    if (ongoing.isEmpty()) {
      System.out.println("No partition reassignments found.");
      return;
    }
    System.out.println("Current partition reassignments:");
    ongoing.forEach(
        (partition, change) ->
            System.out.println(
                "%s: replicas: %s. adding: %s. removing: %s."
                    .formatted(
                        partition,
                        joined(change.replicas()),
                        joined(change.addingReplicas()),
                        joined(change.removingReplicas()))));
  }

  private static String joined(List<Integer> brokers) {
    return String.join(",", brokers.stream().map(String::valueOf).toList());
  }

  private void generate(Admin admin) {
    if (topicsFile == null) {
      throw new UsageFailure("--topics-to-move-json-file must be specified with --generate");
    }
    List<String> topics = new ArrayList<>();
    tree(topicsFile)
        .required("topics")
        .forEach(topic -> topics.add(topic.required("topic").asText()));
    Map<TopicPartition, List<Integer>> now = replicas(admin, topics);
    System.out.println("Current partition replica assignment");
    System.out.println(json(now));
    System.out.println();
    Collection<Node> cluster =
        progress.await("describing the cluster", admin.describeCluster().nodes());
    ReassignmentPlan plan =
        ReassignmentPlan.over(
            cluster,
            brokerIds(),
            !disableRackAware,
            bound -> ThreadLocalRandom.current().nextInt(bound));
    System.out.println("Proposed partition reassignment configuration");
    System.out.println(json(plan.propose(now)));
  }

  /** Here {@code --broker-list} names brokers, if those to connect to are named otherwise. */
  private List<Integer> brokerIds() {
    if (connection.brokerList == null
        || (connection.bootstrapServer == null && connection.zookeeper == null)) {
      return List.of();
    }
    try {
      return Arrays.stream(connection.brokerList.split(",", -1))
          .map(id -> Integer.parseInt(id.strip()))
          .toList();
    } catch (NumberFormatException notAnId) {
      throw new UsageFailure("--broker-list must be broker ids, such as 0,1,2");
    }
  }

  private Map<TopicPartition, List<Integer>> replicas(Admin admin, List<String> topics) {
    Map<TopicPartition, List<Integer>> replicas = new LinkedHashMap<>();
    Map<String, TopicDescription> described =
        progress.await("describing topics", admin.describeTopics(topics).allTopicNames());
    new TreeMap<>(described)
        .forEach(
            (name, topic) ->
                topic
                    .partitions()
                    .forEach(
                        partition ->
                            replicas.put(
                                new TopicPartition(name, partition.partition()),
                                partition.replicas().stream().map(Node::id).toList())));
    return replicas;
  }

  private static String json(Map<TopicPartition, List<Integer>> replicas) {
    List<String> partitions = new ArrayList<>();
    replicas.forEach(
        (partition, brokers) ->
            partitions.add(
                "{\"topic\":\"%s\",\"partition\":%d,\"replicas\":[%s],\"log_dirs\":[%s]}"
                    .formatted(
                        partition.topic(),
                        partition.partition(),
                        joined(brokers),
                        String.join(",", brokers.stream().map(it -> "\"any\"").toList()))));
    return "{\"version\":1,\"partitions\":[" + String.join(",", partitions) + "]}";
  }

  private boolean alter(Admin admin, Map<TopicPartition, List<Integer>> wanted) {
    if (execute) {
      List<String> topics = wanted.keySet().stream().map(TopicPartition::topic).distinct().toList();
      Map<TopicPartition, List<Integer>> now = replicas(admin, topics);
      now.keySet().retainAll(wanted.keySet());
      System.out.println("Current partition replica assignment\n\n" + json(now) + "\n");
      System.out.println("Save this to use as the --reassignment-json-file option during rollback");
      throttle(new MoveThrottle(admin, progress), wanted);
    }
    Map<TopicPartition, Optional<NewPartitionReassignment>> request = new LinkedHashMap<>();
    wanted.forEach(
        (partition, brokers) ->
            request.put(
                partition,
                cancel ? Optional.empty() : Optional.of(new NewPartitionReassignment(brokers))));
    List<String> done = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    admin
        .alterPartitionReassignments(request)
        .values()
        .forEach(
            (partition, answer) -> {
              try {
                answer.get();
                done.add(partition.toString());
              } catch (ExecutionException refused) {
                String why = Objects.requireNonNullElse(refused.getCause(), refused).getMessage();
                failures.add(partition + ": " + why);
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                failures.add(partition + ": interrupted");
              }
            });
    if (!done.isEmpty()) {
      System.out.println(
          "Successfully %s partition reassignment%s for %s"
              .formatted(
                  cancel ? "cancelled" : "started",
                  done.size() > 1 ? "s" : "",
                  String.join(",", done)));
    }
    failures.forEach(System.out::println);
    return failures.isEmpty() && (cancel || logDirs.isEmpty() || moves(admin));
  }

  private void throttle(MoveThrottle limits, Map<TopicPartition, List<Integer>> wanted) {
    boolean limitsMoves = movesThrottle >= 0 && !logDirs.isEmpty();
    if (copiesThrottle < 0 && !limitsMoves) {
      return;
    }
    System.out.println(
        "Warning: You must run --verify periodically, until the reassignment completes, to ensure"
            + " the throttle is removed.");
    Set<Integer> brokers = new TreeSet<>();
    wanted.values().forEach(brokers::addAll);
    if (copiesThrottle >= 0) {
      limits.limitCopies(brokers, copiesThrottle);
    }
    if (limitsMoves) {
      limits.limitMoves(brokers, movesThrottle);
    }
  }

  private boolean moves(Admin admin) {
    try {
      if (verify) {
        return logDirs.verify(admin);
      }
      return logDirs.execute(admin);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException refused) {
      throw new Failure("cannot describe log directories: " + refused.getCause(), "", refused);
    }
  }

  private void verify(Admin admin, Map<TopicPartition, List<Integer>> wanted) {
    List<String> topics = wanted.keySet().stream().map(TopicPartition::topic).distinct().toList();
    Map<TopicPartition, List<Integer>> now = replicas(admin, topics);
    var ongoing =
        progress.await("listing reassignments", admin.listPartitionReassignments().reassignments());
    System.out.println("Status of partition reassignment:");
    wanted.forEach(
        (partition, brokers) -> {
          if (ongoing.containsKey(partition)) {
            System.out.println("Reassignment of partition " + partition + " is still in progress.");
          } else if (brokers.equals(now.get(partition))) {
            System.out.println("Reassignment of partition " + partition + " is completed.");
          } else {
            System.out.println(
                ("There is no active reassignment of partition %s, but replica set is %s rather"
                        + " than %s.")
                    .formatted(
                        partition,
                        joined(now.getOrDefault(partition, List.of())),
                        joined(brokers)));
          }
        });
    boolean over = ongoing.keySet().stream().noneMatch(wanted::containsKey);
    if (!logDirs.isEmpty()) {
      over &= moves(admin);
    }
    if (over && !preserveThrottles) {
      Collection<Node> cluster =
          progress.await("describing the cluster", admin.describeCluster().nodes());
      new MoveThrottle(admin, progress).clear(cluster.stream().map(Node::id).toList());
    }
  }

  private Map<TopicPartition, List<Integer>> read(@Nullable Path file) {
    if (file == null) {
      throw new UsageFailure("--reassignment-json-file must be specified");
    }
    Map<TopicPartition, List<Integer>> wanted = new LinkedHashMap<>();
    try {
      for (JsonNode each : tree(file).required("partitions")) {
        List<Integer> brokers = new ArrayList<>();
        each.required("replicas").forEach(broker -> brokers.add(broker.asInt()));
        TopicPartition partition =
            new TopicPartition(each.required("topic").asText(), each.required("partition").asInt());
        wanted.put(partition, brokers);
        logDirs.add(each, partition.topic(), partition.partition(), brokers);
      }
    } catch (IllegalArgumentException malformed) {
      throw new Failure("cannot read " + file + ": " + malformed.getMessage(), "", malformed);
    }
    return wanted;
  }

  private static JsonNode tree(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException unreadable) {
      throw new Failure("cannot read " + file + ": " + unreadable.getMessage(), "", unreadable);
    }
  }
}

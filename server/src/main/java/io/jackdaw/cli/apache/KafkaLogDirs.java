package io.jackdaw.cli.apache;

import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.Json;
import io.jackdaw.cli.output.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code kafka-log-dirs.sh --describe}: sizes of partitions in each log directory, as one line of
 * JSON.
 */
@Command(
    name = "kafka-log-dirs",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "This tool helps to query log directory usage on the specified brokers.")
public final class KafkaLogDirs implements Callable<Integer> {
  @Option(
      names = "--bootstrap-server",
      required = true,
      description = "REQUIRED: the server(s) to connect to.")
  String bootstrapServer = "";

  @Option(names = "--command-config", description = "Property file with configs for the client.")
  java.nio.file.@Nullable Path commandConfig;

  @Mixin Action action = new Action();

  @Option(names = "--topic-list", split = ",", description = "Topics to show; all if absent.")
  List<String> topics = new ArrayList<>();

  @Option(names = "--broker-list", split = ",", description = "Broker ids to ask; all if absent.")
  List<Integer> brokers = new ArrayList<>();

  /** The one thing this tool does. */
  static final class Action {
    @Option(names = "--describe", description = "Describe the log directories.")
    boolean describe;
  }

  @Override
  public Integer call() {
    if (!action.describe) {
      throw new UsageFailure("Missing required argument \"[describe]\"");
    }
    Connection connection = new Connection();
    connection.bootstrapServer = bootstrapServer;
    connection.commandConfig = commandConfig;
    Progress progress = new Progress(System.err);
    try (Admin admin = connection.admin()) {
      TreeSet<Integer> known =
          progress.await("asking for brokers", admin.describeCluster().nodes()).stream()
              .map(Node::id)
              .collect(Collectors.toCollection(TreeSet::new));
      TreeSet<Integer> wanted = new TreeSet<>(brokers.isEmpty() ? known : brokers);
      if (!known.containsAll(wanted)) {
        wanted.removeAll(known);
        throw new Failure(
            "ERROR: The given brokers do not exist from --broker-list: "
                + ids(wanted)
                + ". Current existent brokers: "
                + ids(known),
            "");
      }
      System.out.println("Querying brokers for log directories information");
      var described =
          progress.await(
              "asking for log directories", admin.describeLogDirs(wanted).allDescriptions());
      System.out.println("Received log directory information from brokers " + ids(wanted));
      System.out.println(Json.line(json(described)));
      return 0;
    }
  }

  private Map<String, Object> json(Map<Integer, Map<String, LogDirDescription>> described) {
    List<Map<String, Object>> all = new ArrayList<>();
    described.forEach(
        (broker, directories) -> {
          List<Map<String, @Nullable Object>> each = new ArrayList<>();
          directories.forEach((path, directory) -> each.add(json(path, directory)));
          all.add(Map.of("broker", broker, "logDirs", each));
        });
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("brokers", all);
    root.put("version", 1);
    return root;
  }

  private Map<String, @Nullable Object> json(String path, LogDirDescription directory) {
    List<Map<String, Object>> partitions = new ArrayList<>();
    directory
        .replicaInfos()
        .forEach(
            (partition, info) -> {
              if (topics.isEmpty() || topics.contains(partition.topic())) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("partition", partition.toString());
                fields.put("size", info.size());
                fields.put("offsetLag", info.offsetLag());
                fields.put("isFuture", info.isFuture());
                partitions.add(fields);
              }
            });
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("partitions", partitions);
    fields.put("error", directory.error() == null ? null : directory.error().getClass().getName());
    fields.put("logDir", path);
    return fields;
  }

  private static String ids(TreeSet<Integer> brokers) {
    return brokers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}

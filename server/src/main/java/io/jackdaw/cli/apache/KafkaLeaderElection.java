package io.jackdaw.cli.apache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kafka-leader-election.sh}: gives leadership back to preferred replicas. */
@Command(
    name = "kafka-leader-election",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "This tool attempts to elect a new leader for a set of topic partitions.")
public final class KafkaLeaderElection implements Callable<Integer> {
  @Mixin Connection connection = new Connection();

  @Option(names = "--admin.config", hidden = true)
  @Nullable Path adminConfig;

  @Option(names = "--election-type", required = true, description = "preferred or unclean.")
  String electionType = "";

  @Option(names = "--all-topic-partitions", description = "All partitions.")
  boolean all;

  @Option(names = "--topic", description = "With --partition: one partition.")
  @Nullable String topic;

  @Option(names = "--partition", description = "With --topic: one partition.")
  @Nullable Integer partition;

  @Option(
      names = "--path-to-json-file",
      description = "{\"partitions\": [{\"topic\": \"foo\", \"partition\": 1}]}")
  @Nullable Path jsonFile;

  @Override
  public Integer call() {
    if (adminConfig != null) {
      connection.commandConfig = adminConfig;
    }
    ElectionType type = ElectionType.valueOf(electionType.toUpperCase(Locale.ROOT));
    Set<TopicPartition> wanted = wanted();
    try (Admin admin = connection.admin()) {
      Map<TopicPartition, Optional<Throwable>> results =
          new Progress(System.err)
              .await("electing leaders", admin.electLeaders(type, wanted).partitions());
      return print(type, results) ? 0 : 1;
    }
  }

  private @Nullable Set<TopicPartition> wanted() {
    if (all) {
      return null;
    }
    if (topic != null && partition != null) {
      return Set.of(new TopicPartition(topic, partition));
    }
    if (jsonFile == null) {
      throw new UsageFailure(
          "One and only one of the following options is required:  topic,"
              + " all-topic-partitions, path-to-json-file");
    }
    Set<TopicPartition> wanted = new LinkedHashSet<>();
    try {
      for (JsonNode each : new ObjectMapper().readTree(jsonFile.toFile()).required("partitions")) {
        wanted.add(
            new TopicPartition(
                each.required("topic").asText(), each.required("partition").asInt()));
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new Failure("cannot read " + jsonFile + ": " + unreadable.getMessage(), "", unreadable);
    }
    return wanted;
  }

  private static boolean print(
      ElectionType type, Map<TopicPartition, Optional<Throwable>> results) {
    boolean good = true;
    String kind = type.name();
    for (Map.Entry<TopicPartition, Optional<Throwable>> result : results.entrySet()) {
      Throwable failure = result.getValue().orElse(null);
      if (failure == null) {
        System.out.println(
            "Successfully completed leader election (%s) for partitions %s"
                .formatted(kind, result.getKey()));
      } else if (failure instanceof ElectionNotNeededException) {
        System.out.println("Valid replica already elected for partitions " + result.getKey());
      } else {
        good = false;
        System.out.println(
            "Error completing leader election (%s) for partition: %s: %s"
                .formatted(kind, result.getKey(), failure));
      }
    }
    if (results.isEmpty()) {
      System.out.println("Valid replica already elected for partitions ");
    }
    return good;
  }
}

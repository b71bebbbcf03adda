package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ApacheKraftKafka;
import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.JavaTool;
import io.jackdaw.compat.rig.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Apache's tools of Kafka 4.3.1, with their rarer options too, on Apache's server and on ours: the
 * commands in {@code tools/commands.txt}, of which each prints the same.
 *
 * <p>Runs when {@code -Djackdaw.tools=true}.
 */
@EnabledIfSystemProperty(named = "jackdaw.tools", matches = "true")
class SameToolsTest {
  private static final Map<String, String> TOOLS =
      Map.ofEntries(
          Map.entry("acls", "org.apache.kafka.tools.AclCommand"),
          Map.entry("client-metrics", "org.apache.kafka.tools.ClientMetricsCommand"),
          Map.entry("configs", "kafka.admin.ConfigCommand"),
          Map.entry("console-consumer", "org.apache.kafka.tools.consumer.ConsoleConsumer"),
          Map.entry("console-producer", "org.apache.kafka.tools.ConsoleProducer"),
          Map.entry(
              "console-share-consumer", "org.apache.kafka.tools.consumer.ConsoleShareConsumer"),
          Map.entry(
              "consumer-groups", "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand"),
          Map.entry("delegation-tokens", "org.apache.kafka.tools.DelegationTokenCommand"),
          Map.entry("delete-records", "org.apache.kafka.tools.DeleteRecordsCommand"),
          Map.entry("features", "org.apache.kafka.tools.FeatureCommand"),
          Map.entry("get-offsets", "org.apache.kafka.tools.GetOffsetShell"),
          Map.entry("groups", "org.apache.kafka.tools.GroupsCommand"),
          Map.entry("leader-election", "org.apache.kafka.tools.LeaderElectionCommand"),
          Map.entry(
              "reassign-partitions", "org.apache.kafka.tools.reassign.ReassignPartitionsCommand"),
          Map.entry("share-groups", "org.apache.kafka.tools.consumer.group.ShareGroupCommand"),
          Map.entry("streams-application-reset", "org.apache.kafka.tools.StreamsResetter"),
          Map.entry("topics", "org.apache.kafka.tools.TopicCommand"),
          Map.entry("transactions", "org.apache.kafka.tools.TransactionsCommand"));

  private static final Map<String, String> SETTINGS =
      Map.of(
          "authorizer.class.name",
          "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
          "super.users",
          "User:ANONYMOUS",
          "offsets.topic.num.partitions",
          "4",
          "transaction.state.log.num.partitions",
          "4",
          "share.coordinator.state.topic.num.partitions",
          "4",
          "log.index.size.max.bytes",
          "1048576",
          "log.retention.ms",
          "-1");

  @Test
  @Timeout(1800)
  void everyCommandPrintsTheSame() throws Exception {
    Map<String, String> apaches = new HashMap<>(SETTINGS);
    apaches.put("share.coordinator.state.topic.replication.factor", "1");
    apaches.put("share.coordinator.state.topic.min.isr", "1");
    Map<String, String> ours = new HashMap<>(SETTINGS);
    ours.put("broker.id", "0");
    ours.put("auto.create.topics.enable", "false");
    Path folder = folder();
    List<String> differences = new ArrayList<>();
    try (ApacheKraftKafka apache = ApacheKraftKafka.fresh(apaches);
        JackdawProcess jackdaw = JackdawProcess.fresh("same-tools", ours)) {
      for (String line : Files.readAllLines(folder.resolve("commands.txt"))) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        CompletableFuture<List<String>> theirs =
            CompletableFuture.supplyAsync(() -> printed(folder, line, apache.port()));
        List<String> mine = printed(folder, line, jackdaw.kafkaPort());
        if (!mine.equals(theirs.join())) {
          differences.add(line + "\n  Apache: " + theirs.join() + "\n  ours:   " + mine);
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  /** Sorted, as hash tables have their order; without what is different each time. */
  private static List<String> printed(Path folder, String line, int port) {
    String[] parts = line.split(" < ");
    String[] words = parts[0].split(" ");
    JavaTool tool = JavaTool.of("kafka-4.3", Objects.requireNonNull(TOOLS.get(words[0]), line));
    Stream<String> arguments =
        Stream.of(words)
            .skip(1)
            .map(word -> word.matches(".*\\.(json|csv|properties)") ? folder + "/" + word : word);
    Outcome outcome =
        tool.runWithInput(
            parts.length == 1 ? "" : read(folder.resolve(parts[1])),
            Stream.concat(Stream.of("--bootstrap-server", "127.0.0.1:" + port), arguments)
                .toArray(String[]::new));
    Stream<String> shown =
        outcome
            .everything()
            .lines()
            .filter(each -> !each.startsWith("\tat "))
            .map(each -> each.replaceAll("(localhost|127\\.0\\.0\\.1):" + port, "HOST"))
            .map(each -> each.replaceAll("TopicId: \\S+", "TopicId: ID"))
            .map(each -> each.replaceAll("\"log_dirs\":\\[\"[^\"]*\"\\]", "\"log_dirs\":[]"))
            .map(each -> each.replaceAll("\\b1\\d{12}\\b", "TIME"))
            .map(String::strip)
            .sorted();
    return Stream.concat(Stream.of("exit code " + outcome.exitCode()), shown).toList();
  }

  private static Path folder() throws URISyntaxException {
    return Path.of(
            Objects.requireNonNull(SameToolsTest.class.getResource("/tools/commands.txt")).toURI())
        .getParent();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

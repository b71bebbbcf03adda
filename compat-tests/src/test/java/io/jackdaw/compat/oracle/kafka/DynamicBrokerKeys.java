package io.jackdaw.compat.oracle.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Whether a broker would take a value of each key that Apache Kafka 4.3 lets be changed while it
 * runs, for itself and for all brokers: what {@code kafka-configs --alter} asks, without doing it.
 *
 * <p>The file {@code dynamic-broker-keys.txt} has a line for each key: its name, a good value, and
 * values that are not.
 */
final class DynamicBrokerKeys {
  private static final Path KEYS = Path.of("src/test/resources/dynamic-broker-keys.txt");
  private static final String NOT_DYNAMIC = "Cannot update these configs dynamically: [%s]";

  /** What has no effect here yet, and so is refused; {@code docs/compatibility.md} says why. */
  private static final List<String> NOT_YET =
      List.of(
          "config.providers",
          "follower.fetch.last.tiered.offset.enable",
          "group.consumer.assignment.interval.ms",
          "group.coordinator.cached.buffer.max.bytes",
          "group.share.",
          "group.streams.",
          "listener.security.protocol.map",
          "listeners",
          "log.cleaner.io.buffer.load.factor",
          "metric.reporters",
          "principal.builder.class",
          "remote.",
          "sasl.",
          "share.",
          "ssl.",
          "transaction.partition.verification.enable");

  private DynamicBrokerKeys() {}

  /** What the broker says to each value, by key, value and whose it would be. */
  static Map<String, String> answers(int port) throws Exception {
    Map<String, KafkaFuture<Void>> asked = new TreeMap<>();
    Map<String, String> answers = new TreeMap<>();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", "localhost:" + port))) {
      String id = admin.describeCluster().nodes().get().iterator().next().idString();
      for (String line : lines()) {
        String[] parts = line.split("\\|", -1);
        for (int i = 1; i < parts.length; i++) {
          String question = parts[0] + "=" + parts[i];
          asked.put(question + " of one", ask(admin, id, parts[0], parts[i]));
          asked.put(question + " of all", ask(admin, "", parts[0], parts[i]));
        }
      }
      for (Map.Entry<String, KafkaFuture<Void>> one : asked.entrySet()) {
        answers.put(one.getKey(), answer(one.getValue()));
      }
    }
    return answers;
  }

  private static KafkaFuture<Void> ask(Admin admin, String broker, String key, String value) {
    return admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.BROKER, broker),
                List.of(new AlterConfigOp(new ConfigEntry(key, value), OpType.SET))),
            new AlterConfigsOptions().validateOnly(true))
        .all();
  }

  private static String answer(KafkaFuture<Void> asked) throws Exception {
    try {
      asked.get(30, TimeUnit.SECONDS);
      return "taken";
    } catch (ExecutionException refused) {
      return String.valueOf(refused.getCause());
    }
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(KEYS);
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /** Where ours answers neither as Apache does nor as has been said of what is not there yet. */
  static List<String> differences(Map<String, String> apache, Map<String, String> ours) {
    List<String> differences = new ArrayList<>();
    apache.forEach(
        (question, answer) -> {
          String own = String.valueOf(ours.get(question));
          String key = question.substring(0, question.indexOf('='));
          boolean notYet =
              own.endsWith(NOT_DYNAMIC.formatted(key))
                  && NOT_YET.stream().anyMatch(key::startsWith);
          if (!own.equals(answer) && !notYet) {
            differences.add(question + "\n  Apache: " + answer + "\n  ours:   " + own);
          }
        });
    return differences;
  }
}

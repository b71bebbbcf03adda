package io.jackdaw.compat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.JackdawBroker;
import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.KafkaTools;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerPair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.errors.LogDirNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

/** A broker with several log directories, looked after with Apache's tools. */
class LogDirectoriesTest {
  private static final int TICK_MS = 1000;
  private static final int RECORDS = 300;

  @Test
  void aReplicaMovesWhileItIsWrittenToAndStaysMoved() throws Exception {
    Path folder = Places.freshFolder("moving-replicas");
    List<Path> directories = List.of(folder.resolve("a"), folder.resolve("b"));
    try (JackdawCoordination coordination = JackdawCoordination.fresh(TICK_MS);
        JackdawBroker jackdaw = new JackdawBroker(coordination.address(), directories)) {
      ServerPair pair = new ServerPair(coordination, jackdaw);
      jackdaw.start();
      KafkaClients clients = new KafkaClients(pair.bootstrapServers());
      Path home;
      Path target;
      try (Admin admin = clients.admin();
          KafkaProducer<String, String> producer = clients.producer(Map.of())) {
        admin.createTopics(List.of(new NewTopic("moving", 1, (short) 1))).all().get();
        for (int i = 0; i < RECORDS; i++) {
          producer.send(new ProducerRecord<>("moving", "k", i + "x".repeat(10_000)));
        }
        producer.flush();
        home = directories.stream().filter(LogDirectoriesTest::holds).findFirst().orElseThrow();
        target = directories.stream().filter(it -> !it.equals(home)).findFirst().orElseThrow();
        refusals(admin, target);

        Path plan = folder.resolve("plan.json");
        Files.writeString(
            plan,
            """
            {"version":1,"partitions":[{"topic":"moving","partition":0,"replicas":[0],
            "log_dirs":["%s"]}]}\
            """
                .formatted(target));
        KafkaTools tools = new KafkaTools(pair.bootstrapServers());
        String tool = "org.apache.kafka.tools.reassign.ReassignPartitionsCommand";
        assertThat(
                tools
                    .run(tool, "--execute", "--reassignment-json-file", plan.toString())
                    .succeeded()
                    .out())
            .contains(
                "Successfully started moving log directory to "
                    + target
                    + " for replica moving-0 with broker 0");
        for (int i = RECORDS; i < 2 * RECORDS; i++) {
          producer.send(new ProducerRecord<>("moving", "k", i + "x".repeat(1_000)));
        }
        producer.flush();
        await()
            .atMost(30, SECONDS)
            .untilAsserted(() -> assertThat(whereabouts(admin)).isEqualTo(Map.of(target, false)));
        assertThat(
                tools
                    .run(tool, "--verify", "--reassignment-json-file", plan.toString())
                    .succeeded()
                    .out())
            .contains("Reassignment of replica moving-0-0 completed successfully.");
        assertThat(
                tools
                    .run(
                        "org.apache.kafka.tools.LogDirsCommand",
                        "--describe",
                        "--topic-list",
                        "moving")
                    .succeeded()
                    .out())
            .contains("\"logDir\":\"" + target, "\"isFuture\":false");
      }
      assertAllThere(clients);
      jackdaw.terminate();
      jackdaw.start();
      assertAllThere(clients);
      assertThat(holds(target)).isTrue();
      assertThat(holds(home)).isFalse();
    }
  }

  @Test
  void aLogDirectoryThatCannotBeUsedTakesNothingButItsOwnPartitionsAlong() throws Exception {
    Path folder = Places.freshFolder("unusable-directory");
    // Nothing can be made there, not even by root.
    Path unusable = Path.of("/proc/jackdaw");
    List<Path> directories = List.of(folder.resolve("a"), unusable);
    try (JackdawCoordination coordination = JackdawCoordination.fresh(TICK_MS);
        JackdawBroker jackdaw = new JackdawBroker(coordination.address(), directories)) {
      ServerPair pair = new ServerPair(coordination, jackdaw);
      jackdaw.start();
      KafkaClients clients = new KafkaClients(pair.bootstrapServers());
      try (Admin admin = clients.admin();
          KafkaProducer<String, String> producer = clients.producer(Map.of())) {
        admin.createTopics(List.of(new NewTopic("served", 2, (short) 1))).all().get();
        producer.send(new ProducerRecord<>("served", 1, "k", "v")).get(30, SECONDS);
        Map<String, LogDirDescription> described =
            admin.describeLogDirs(List.of(0)).allDescriptions().get().get(0);
        assertThat(described.get(unusable.toString()).error()).isNotNull();
        assertThat(described.get(directories.getFirst().toString()).replicaInfos()).hasSize(2);
      }
    }
  }

  private static void refusals(Admin admin, Path target) {
    assertThat(admin.alterReplicaLogDirs(Map.of(replica("moving"), "/nowhere")).values().values())
        .allSatisfy(
            refused ->
                assertThat(refused.toCompletionStage().toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(LogDirNotFoundException.class));
    TopicPartitionReplica absent = new TopicPartitionReplica("moving", 7, 0);
    assertThat(admin.alterReplicaLogDirs(Map.of(absent, target.toString())).values().values())
        .allSatisfy(
            refused ->
                assertThat(refused.toCompletionStage().toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(UnknownTopicOrPartitionException.class));
  }

  private static TopicPartitionReplica replica(String topic) {
    return new TopicPartitionReplica(topic, 0, 0);
  }

  private static boolean holds(Path directory) {
    return Files.isDirectory(directory.resolve("moving-0"));
  }

  /** Directories with the partition, and whether what is there is a copy on its way. */
  private static Map<Path, Boolean> whereabouts(Admin admin) throws Exception {
    Map<Path, Boolean> found = new HashMap<>();
    admin
        .describeLogDirs(List.of(0))
        .allDescriptions()
        .get()
        .get(0)
        .forEach(
            (directory, description) -> {
              var replica = description.replicaInfos().get(new TopicPartition("moving", 0));
              if (replica != null) {
                found.put(Path.of(directory), replica.isFuture());
              }
            });
    return found;
  }

  private static void assertAllThere(KafkaClients clients) {
    List<String> values = new ArrayList<>();
    TopicPartition partition = new TopicPartition("moving", 0);
    try (KafkaConsumer<String, String> consumer = clients.consumer("all", Map.of())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      await()
          .atMost(30, SECONDS)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(each -> values.add(each.value()));
                return values.size() >= 2 * RECORDS;
              });
    }
    assertThat(values.stream().map(value -> value.replace("x", "")))
        .containsExactlyElementsOf(
            Stream.iterate(0, i -> i + 1).limit(2 * RECORDS).map(String::valueOf).toList());
  }
}

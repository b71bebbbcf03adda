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
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
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

  @Test
  void cordonedDirectoriesKeepWhatTheyHaveAndGetNothingNew() throws Exception {
    Path folder = Places.freshFolder("cordoned");
    Path a = folder.resolve("a");
    Path b = folder.resolve("b");
    try (JackdawCoordination coordination = JackdawCoordination.fresh(TICK_MS);
        JackdawBroker jackdaw = new JackdawBroker(coordination.address(), List.of(a, b))) {
      jackdaw.start();
      KafkaClients clients =
          new KafkaClients(new ServerPair(coordination, jackdaw).bootstrapServers());
      try (Admin admin = clients.admin()) {
        admin.createTopics(List.of(new NewTopic("old", 2, (short) 1))).all().get();
        cordon(admin, a.toString());
        awaitCordoned(admin, a);

        admin.createTopics(List.of(new NewTopic("new", 6, (short) 1))).all().get();
        var described = admin.describeLogDirs(List.of(0)).allDescriptions().get().get(0);
        assertThat(described.get(b.toString()).replicaInfos()).hasSize(7);
        assertThat(described.get(a.toString()).replicaInfos()).hasSize(1);
        refused(
            admin.alterReplicaLogDirs(Map.of(replica("new"), a.toString())).all(),
            InvalidReplicaAssignmentException.class,
            "");
        refused(
            cordoning(admin, folder.resolve("c").toString()),
            InvalidRequestException.class,
            "cordoned.log.dirs");

        cordon(admin, "*");
        awaitCordoned(admin, a, b);
        refused(
            admin.createTopics(List.of(new NewTopic("none", 1, (short) 1))).all(),
            InvalidReplicationFactorException.class,
            "Unable to replicate the partition 1 time(s): All brokers are currently fenced, or have"
                + " all their log directories cordoned.");
        refused(
            admin.createPartitions(Map.of("old", NewPartitions.increaseTo(3))).all(),
            InvalidReplicationFactorException.class,
            "Unable to replicate the partition 1 time(s): All brokers are currently fenced, or have"
                + " all their log directories cordoned.");

        cordon(admin, "");
        awaitCordoned(admin);
        admin.createPartitions(Map.of("old", NewPartitions.increaseTo(3))).all().get();
        admin.alterReplicaLogDirs(Map.of(replica("new"), a.toString())).all().get();
      }
    }
  }

  private static void cordon(Admin admin, String directories) throws Exception {
    cordoning(admin, directories).get(30, SECONDS);
  }

  private static KafkaFuture<Void> cordoning(Admin admin, String directories) {
    return admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.BROKER, "0"),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry("cordoned.log.dirs", directories),
                        AlterConfigOp.OpType.SET))))
        .all();
  }

  private static void awaitCordoned(Admin admin, Path... directories) {
    List<String> expected = Stream.of(directories).map(Path::toString).toList();
    await()
        .atMost(30, SECONDS)
        .untilAsserted(
            () ->
                assertThat(admin.describeLogDirs(List.of(0)).allDescriptions().get().get(0))
                    .allSatisfy(
                        (path, description) ->
                            assertThat(description.isCordoned())
                                .isEqualTo(expected.contains(path))));
  }

  private static void refused(
      KafkaFuture<Void> answer, Class<? extends Throwable> why, String message) {
    assertThat(answer.toCompletionStage().toCompletableFuture())
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withCauseInstanceOf(why)
        .withMessageContaining(message);
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

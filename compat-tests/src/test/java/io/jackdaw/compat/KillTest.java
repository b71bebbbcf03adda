package io.jackdaw.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.RestartableServer;
import io.jackdaw.compat.rig.ServerUnderTest;
import io.jackdaw.compat.rig.ZooKeeperSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole process dies by {@code kill -9} while it is written to, several times, at moments drawn
 * from a seed; each time it is simply started again. What it acknowledged must still be there.
 */
class KillTest {
  private static final long SEED = Long.getLong("jackdaw.compat.seed", 20260802L);
  private static final int DEATHS = 4;
  private static final String TOPIC = "load";
  private static final String GROUP = "load-readers";

  @Test
  @Timeout(value = 280, unit = TimeUnit.SECONDS)
  void nothingAcknowledgedIsLostAndNothingIdempotentIsDoubled() throws Exception {
    Random random = new Random(SEED);
    try (RestartableServer server = ServerUnderTest.restartable("kill")) {
      KafkaClients clients = new KafkaClients(server.bootstrapServers());
      try (Admin admin = clients.admin()) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 3, (short) 1))).all().get();
      }

      List<RecordWriter> records =
          Stream.of("a", "b", "c").map(name -> new RecordWriter(name, clients, TOPIC)).toList();
      List<ZnodeWriter> znodes =
          Stream.of("/x", "/y").map(path -> new ZnodeWriter(path, server.connectString())).toList();
      Promises lastPromises;
      try (OffsetCommitter offsets = new OffsetCommitter(clients, GROUP, TOPIC)) {
        for (int death = 0; death < DEATHS; death++) {
          awaitProgress(records, znodes, offsets);
          LockSupport.parkNanos(Duration.ofMillis(random.nextInt(1200)).toNanos());
          server.kill();
          Promises promises = new Promises(znodes, offsets);
          server.start();
          promises.assertKept(server);
        }
        awaitProgress(records, znodes, offsets);
        lastPromises = new Promises(znodes, offsets);
      } finally {
        records.forEach(RecordWriter::close);
        znodes.forEach(ZnodeWriter::close);
      }

      assertThat(znodes).allSatisfy(writer -> assertThat(writer.failure()).isNull());
      assertEveryRecordOnce(clients, records);
      lastPromises.assertKept(server);
    }
  }

  /** Waits until each of the writers has got something acknowledged from now on. */
  private static void awaitProgress(
      List<RecordWriter> records, List<ZnodeWriter> znodes, OffsetCommitter offsets) {
    List<Long> before = progress(records, znodes, offsets);
    await()
        .atMost(60, SECONDS)
        .until(
            () -> {
              List<Long> now = progress(records, znodes, offsets);
              for (int i = 0; i < now.size(); i++) {
                if (now.get(i) <= before.get(i)) {
                  return false;
                }
              }
              return true;
            });
    assertThat(offsets.failure()).isNull();
  }

  private static List<Long> progress(
      List<RecordWriter> records, List<ZnodeWriter> znodes, OffsetCommitter offsets) {
    List<Long> progress = new ArrayList<>();
    records.forEach(writer -> progress.add((long) writer.acknowledged().size()));
    znodes.forEach(writer -> progress.add((long) writer.acknowledged().size()));
    progress.add(offsets.acknowledged().values().stream().mapToLong(Long::longValue).sum());
    return progress;
  }

  private static void assertEveryRecordOnce(KafkaClients clients, List<RecordWriter> writers) {
    Map<String, Integer> times = new HashMap<>();
    try (KafkaConsumer<String, String> consumer = clients.consumer("auditor", Map.of())) {
      List<TopicPartition> partitions =
          Stream.of(0, 1, 2).map(number -> new TopicPartition(TOPIC, number)).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          times.merge(record.value(), 1, Integer::sum);
        }
      }
    }
    Set<String> missing = new HashSet<>();
    writers.forEach(writer -> missing.addAll(writer.acknowledged()));
    missing.removeAll(times.keySet());
    times.values().removeIf(count -> count == 1);
    assertThat(times).as("records that are there more than once").isEmpty();
    assertThat(missing).as("acknowledged records that are not there").isEmpty();
  }

  /** What the server had acknowledged at the moment it died. */
  private record Promises(Map<String, Integer> znodes, Map<TopicPartition, Long> offsets) {

    Promises(List<ZnodeWriter> znodes, OffsetCommitter offsets) {
      this(new HashMap<>(), new HashMap<>(offsets.acknowledged()));
      znodes.forEach(writer -> this.znodes.putAll(writer.acknowledged()));
    }

    void assertKept(RestartableServer server) throws Exception {
      try (Admin admin = new KafkaClients(server.bootstrapServers()).admin();
          ZooKeeperSession session = ZooKeeperSession.open(server.connectString())) {
        Map<TopicPartition, OffsetAndMetadata> committed =
            admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
        offsets.forEach(
            (partition, offset) ->
                assertThat(committed.get(partition).offset())
                    .as("committed offset of %s", partition)
                    .isGreaterThanOrEqualTo(offset));
        for (Map.Entry<String, Integer> znode : znodes.entrySet()) {
          Stat stat = new Stat();
          assertThat(session.client().getData(znode.getKey(), false, stat))
              .isEqualTo(znode.getKey().getBytes(UTF_8));
          assertThat(stat.getVersion()).isGreaterThanOrEqualTo(znode.getValue());
        }
      }
    }
  }
}

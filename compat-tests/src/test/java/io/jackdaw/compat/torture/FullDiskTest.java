package io.jackdaw.compat.torture;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.ZooKeeperSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.ThrottledOpException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.Test;

/** The packaged server on a file system that fills up and is freed again, with clients at work. */
final class FullDiskTest {
  private static final String TOPIC = "load";
  private static final String LARGE = "x".repeat(10_000);

  private final List<String> acknowledged = new ArrayList<>();
  private int sent;

  @Test
  void refusesWritesServesReadsAndWritesAgainByItself() throws Exception {
    try (SmallFileSystem disk = SmallFileSystem.mount(48);
        JackdawProcess server =
            JackdawProcess.in(
                disk.root(), "full-disk", Map.of("offsets.topic.num.partitions", "1"));
        ZooKeeperSession session = ZooKeeperSession.open(server.connectString());
        KafkaProducer<String, String> producer = producer(server)) {
      var zookeeper = session.client();
      long id = zookeeper.getSessionId();
      zookeeper.create("/kept", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
      assertThat(send(producer)).isTrue();

      disk.fill();
      int version = writeUntilRefused(session);
      while (send(producer)) {
        assertThat(sent).isLessThan(10_000);
      }
      assertThat(zookeeper.exists("/kept", false).getVersion()).isEqualTo(version);
      assertThat(records(server)).containsAll(acknowledged);
      server.awaitInLog("is full");

      disk.free();
      await()
          .atMost(20, SECONDS)
          .ignoreException(ThrottledOpException.class)
          .until(() -> zookeeper.setData("/kept", new byte[1], version).getVersion() > version);
      await().atMost(20, SECONDS).until(() -> send(producer));
      assertThat(zookeeper.getSessionId()).isEqualTo(id);

      server.kill();
      server.start();
      assertThat(records(server)).containsAll(acknowledged).doesNotHaveDuplicates();
      await()
          .ignoreExceptions()
          .until(() -> zookeeper.exists("/kept", false).getVersion() == version + 1);
    }
  }

  private static KafkaProducer<String, String> producer(JackdawProcess server) {
    return new KafkaClients(server.bootstrapServers())
        .producer(
            Map.of(
                "acks", "all",
                "retries", "5",
                "retry.backoff.ms", "50",
                "request.timeout.ms", "1500",
                "delivery.timeout.ms", "3000"));
  }

  /** Whether the record was acknowledged. */
  private boolean send(KafkaProducer<String, String> producer) throws InterruptedException {
    String value = sent++ + LARGE;
    try {
      producer.send(new ProducerRecord<>(TOPIC, 0, null, value)).get();
      acknowledged.add(value);
      return true;
    } catch (ExecutionException refused) {
      return false;
    }
  }

  /** Sets a znode until the journal has used up what it had taken ahead; the version it has. */
  private static int writeUntilRefused(ZooKeeperSession session) throws Exception {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1000; i++) {
                session.client().setData("/kept", new byte[100_000], -1);
              }
            })
        .isInstanceOf(ThrottledOpException.class);
    return session.client().exists("/kept", false).getVersion();
  }

  private static List<String> records(JackdawProcess server) {
    List<String> records = new ArrayList<>();
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    try (KafkaConsumer<String, String> consumer =
        new KafkaClients(server.bootstrapServers()).consumer("readers", Map.of())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> records.add(record.value()));
      }
    }
    return records;
  }
}

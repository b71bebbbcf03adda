package io.jackdaw.compat.misuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.Server;
import io.jackdaw.compat.rig.ZooKeeperSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.Stat;

/**
 * A well-behaved user of both protocols who must not notice what others do: one thread writes and
 * reads a record, another a znode, again and again, and both keep how long it took.
 */
final class Bystander implements AutoCloseable {
  private static final TopicPartition PARTITION = new TopicPartition("bystander", 0);

  private final Latencies kafka = new Latencies();
  private final Latencies zooKeeper = new Latencies();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final List<Thread> threads;
  private volatile boolean stopped;

  /** One round of what it does, with its number. */
  private interface Round {
    void go(int number) throws Exception;
  }

  Bystander(Server server) {
    threads =
        List.of(
            Thread.ofPlatform().name("bystander-kafka").start(() -> useKafka(server)),
            Thread.ofPlatform().name("bystander-zookeeper").start(() -> useZooKeeper(server)));
  }

  Latencies kafka() {
    return kafka;
  }

  Latencies zooKeeper() {
    return zooKeeper;
  }

  /** Rounds that were done with both protocols. */
  int rounds() {
    return Math.min(kafka.count(), zooKeeper.count());
  }

  /** Stops it and fails if anything it did failed, took longer than {@code limit}, or never ran. */
  void assertUndisturbed(Duration limit) {
    close();
    assertThat(failures).isEmpty();
    assertThat(rounds()).isPositive();
    assertThat(kafka.longest()).isLessThan(limit);
    assertThat(zooKeeper.longest()).isLessThan(limit);
  }

  private void useKafka(Server server) {
    KafkaClients clients = new KafkaClients(server.bootstrapServers());
    try (KafkaProducer<String, String> producer =
            clients.producer(
                Map.of("delivery.timeout.ms", "20000", "request.timeout.ms", "10000"));
        KafkaConsumer<String, String> consumer = clients.consumer("bystander", Map.of())) {
      consumer.assign(List.of(PARTITION));
      repeat(kafka, number -> produceAndConsume(Integer.toString(number), producer, consumer));
    } catch (Exception | AssertionError e) {
      failures.add(e);
    }
  }

  private void useZooKeeper(Server server) {
    try (ZooKeeperSession session = ZooKeeperSession.open(server.connectString())) {
      session
          .client()
          .create("/bystander", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      repeat(zooKeeper, number -> setAndGet(number, session));
    } catch (Exception | AssertionError e) {
      failures.add(e);
    }
  }

  private void repeat(Latencies latencies, Round round) throws Exception {
    for (int number = 0; !stopped; number++) {
      long start = System.nanoTime();
      round.go(number);
      // The first round also makes the topic and loads classes.
      if (number > 0) {
        latencies.add(Duration.ofNanos(System.nanoTime() - start));
      }
    }
  }

  private static void produceAndConsume(
      String text, KafkaProducer<String, String> producer, KafkaConsumer<String, String> consumer)
      throws Exception {
    producer.send(new ProducerRecord<>("bystander", 0, "k", text)).get();
    String read = "";
    for (int poll = 0; poll < 100 && !read.equals(text); poll++) {
      for (var record : consumer.poll(Duration.ofMillis(200))) {
        read = record.value();
      }
    }
    assertThat(read).isEqualTo(text);
  }

  private static void setAndGet(int number, ZooKeeperSession session) throws Exception {
    byte[] data = Integer.toString(number).getBytes(UTF_8);
    Stat stat = session.client().setData("/bystander", data, -1);
    assertThat(stat.getVersion()).isEqualTo(number + 1);
    assertThat(session.client().getData("/bystander", false, null)).isEqualTo(data);
  }

  @Override
  public void close() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(40));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

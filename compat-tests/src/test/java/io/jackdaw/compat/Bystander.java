package io.jackdaw.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.Server;
import io.jackdaw.compat.rig.ZooKeeperSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.Stat;

/**
 * A well-behaved user of both protocols who must not notice what others do: it writes and reads one
 * record and one znode, again and again, on a thread of its own.
 */
final class Bystander implements AutoCloseable {
  private static final TopicPartition PARTITION = new TopicPartition("bystander", 0);

  private final AtomicInteger rounds = new AtomicInteger();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile Duration slowest = Duration.ZERO;
  private volatile boolean stopped;

  Bystander(Server server) {
    thread = Thread.ofPlatform().name("bystander").start(() -> work(server));
  }

  int rounds() {
    return rounds.get();
  }

  /** Stops it and fails if anything it did failed, took longer than {@code limit}, or never ran. */
  void assertUndisturbed(Duration limit) {
    close();
    assertThat(failures).isEmpty();
    assertThat(rounds).hasPositiveValue();
    assertThat(slowest).isLessThan(limit);
  }

  private void work(Server server) {
    KafkaClients clients = new KafkaClients(server.bootstrapServers());
    try (KafkaProducer<String, String> producer =
            clients.producer(
                Map.of("delivery.timeout.ms", "20000", "request.timeout.ms", "10000"));
        KafkaConsumer<String, String> consumer = clients.consumer("bystander", Map.of());
        ZooKeeperSession session = ZooKeeperSession.open(server.connectString())) {
      consumer.assign(List.of(PARTITION));
      session
          .client()
          .create("/bystander", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      while (!stopped) {
        long start = System.nanoTime();
        round(Integer.toString(rounds.get()), producer, consumer, session);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        // The first round also makes the topic and loads classes.
        if (rounds.getAndIncrement() > 0 && took.compareTo(slowest) > 0) {
          slowest = took;
        }
      }
    } catch (Exception | AssertionError e) {
      failures.add(e);
    }
  }

  private static void round(
      String text,
      KafkaProducer<String, String> producer,
      KafkaConsumer<String, String> consumer,
      ZooKeeperSession session)
      throws Exception {
    producer.send(new ProducerRecord<>("bystander", 0, "k", text)).get();
    String read = "";
    for (int poll = 0; poll < 100 && !read.equals(text); poll++) {
      for (var record : consumer.poll(Duration.ofMillis(200))) {
        read = record.value();
      }
    }
    assertThat(read).isEqualTo(text);
    Stat stat = session.client().setData("/bystander", text.getBytes(UTF_8), -1);
    assertThat(stat.getVersion()).isEqualTo(Integer.parseInt(text) + 1);
    assertThat(new String(session.client().getData("/bystander", false, null), UTF_8))
        .isEqualTo(text);
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(Duration.ofSeconds(40));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

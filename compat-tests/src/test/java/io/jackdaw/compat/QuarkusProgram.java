package io.jackdaw.compat;

import io.jackdaw.compat.rig.KafkaClients;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What a Quarkus application with SmallRye Reactive Messaging does to a broker, with the settings
 * that it gives its clients, without Quarkus: a health check by the admin client, an emitter, and
 * an incoming channel that works on several records at once, is paused when too many wait, and
 * commits by and by what is done without a gap ({@code commit-strategy=throttled}).
 */
final class QuarkusProgram {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long COMMIT_EVERY_NS = 200_000_000;
  private static final int WORKERS = 4;
  private static final int MOST_WAITING = 20;

  private final KafkaClients clients;

  /** Which offsets of a partition were done; from it follows what may be committed. */
  private static final class Progress {
    private long next;
    private final TreeSet<Long> ahead = new TreeSet<>();

    Progress(long next) {
      this.next = next;
    }

    synchronized void done(long offset) {
      ahead.add(offset);
      while (ahead.remove(next)) {
        next++;
      }
    }

    synchronized long next() {
      return next;
    }
  }

  QuarkusProgram(KafkaClients clients) {
    this.clients = clients;
  }

  /** The readiness check: the channels' topics are there. */
  boolean isReady(String... topics) throws ExecutionException, InterruptedException {
    try (Admin admin = clients.admin()) {
      return admin.listTopics().names().get().containsAll(List.of(topics));
    }
  }

  /** An outgoing channel: {@code acks=1} and many on their way unless it says otherwise. */
  void emit(String topic, int count) throws ExecutionException, InterruptedException {
    Map<String, Object> channel =
        Map.of(
            "client.id",
            "kafka-producer-prices",
            "acks",
            "1",
            "enable.idempotence",
            "false",
            "max.in.flight.requests.per.connection",
            "5",
            "delivery.timeout.ms",
            "120000",
            "compression.type",
            "none");
    try (KafkaProducer<String, String> producer = clients.producer(channel)) {
      for (int i = 0; i < count - 1; i++) {
        producer.send(new ProducerRecord<>(topic, "k" + i % 10, "v" + i));
      }
      producer.flush();
      producer.send(new ProducerRecord<>(topic, "k" + (count - 1) % 10, "v" + (count - 1))).get();
    }
  }

  /** An incoming channel, until {@code count} records were worked on and all is committed. */
  void receive(String group, String topic, int count, Consumer<String> worker) {
    Map<String, Object> channel =
        Map.of(
            "client.id", "kafka-consumer-prices",
            "enable.auto.commit", "false",
            "auto.offset.reset", "earliest",
            "max.poll.records", "10",
            "partition.assignment.strategy",
                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
    Map<TopicPartition, Progress> progress = new ConcurrentHashMap<>();
    Semaphore waiting = new Semaphore(MOST_WAITING);
    try (KafkaConsumer<String, String> consumer = clients.consumer(group, channel);
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
      consumer.subscribe(List.of(topic), tracking(consumer, progress));
      long committedAt = System.nanoTime();
      for (int received = 0; received < count || !isAllDone(consumer, progress); ) {
        if (waiting.availablePermits() == 0) {
          consumer.pause(consumer.assignment());
        } else if (waiting.availablePermits() > MOST_WAITING / 2) {
          consumer.resume(consumer.paused());
        }
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
          received++;
          waiting.acquireUninterruptibly();
          workers.execute(
              () -> {
                worker.accept(record.value());
                progress.get(partition(record)).done(record.offset());
                waiting.release();
              });
        }
        if (System.nanoTime() - committedAt > COMMIT_EVERY_NS) {
          committedAt = System.nanoTime();
          consumer.commitAsync(offsets(progress), null);
        }
      }
      consumer.commitSync(offsets(progress));
    }
  }

  private static ConsumerRebalanceListener tracking(
      KafkaConsumer<String, String> consumer, Map<TopicPartition, Progress> progress) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        consumer.commitSync(offsets(progress));
        progress.keySet().removeAll(partitions);
      }

      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        partitions.forEach(each -> progress.put(each, new Progress(consumer.position(each))));
      }
    };
  }

  private static boolean isAllDone(
      KafkaConsumer<String, String> consumer, Map<TopicPartition, Progress> progress) {
    return progress.entrySet().stream()
        .allMatch(each -> each.getValue().next() == consumer.position(each.getKey()));
  }

  private static Map<TopicPartition, OffsetAndMetadata> offsets(
      Map<TopicPartition, Progress> progress) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    progress.forEach(
        (partition, done) -> offsets.put(partition, new OffsetAndMetadata(done.next())));
    return offsets;
  }

  private static TopicPartition partition(ConsumerRecord<String, String> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}

package io.jackdaw.compat.torture;

import io.jackdaw.compat.rig.KafkaClients;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Asks again and again for the committed offsets of a group. */
final class OffsetObserver extends Worker {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final KafkaClients clients;
  private final String group;
  private final History history;

  OffsetObserver(String name, KafkaClients clients, String group, History history) {
    super(name);
    this.clients = clients;
    this.group = group;
    this.history = history;
  }

  @Override
  void work() throws InterruptedException {
    try (Admin admin = clients.admin()) {
      while (!isStopped()) {
        look(admin);
        pace(PAUSE);
      }
    }
  }

  private void look(Admin admin) throws InterruptedException {
    long invokedNs = history.invoke(name(), "committed offsets");
    Map<TopicPartition, OffsetAndMetadata> committed;
    try {
      committed =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // The server is away, or its coordinator still loads: it tells nothing.
      return;
    }
    long returnedNs = history.now();
    committed.forEach(
        (partition, offset) ->
            history.complete(
                new OffsetRead(
                    name(),
                    partition.partition(),
                    offset == null ? -1 : offset.offset(),
                    invokedNs,
                    returnedNs)));
    progressed();
  }
}

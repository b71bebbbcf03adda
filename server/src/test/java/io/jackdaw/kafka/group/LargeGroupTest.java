package io.jackdaw.kafka.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.coordinator.FakeCoordinatorLog;
import io.jackdaw.kafka.group.consumer.Assignment;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A thousand members come at once and are all served after a few heartbeats each. */
class LargeGroupTest {
  private static final int MEMBERS = 1_000;
  private static final int PARTITIONS = 2_000;
  private static final int HEARTBEAT_MS = 5_000;

  private final FakeClock clock = new FakeClock();
  private final FakeEventLoop loop = new FakeEventLoop(clock);
  private final FakeCoordinatorLog log = new FakeCoordinatorLog();
  private final FakeTopics topics = new FakeTopics().put("t", PARTITIONS);
  private final GroupCoordinator coordinator =
      new GroupCoordinator(
          GroupConfig.defaults(),
          log,
          List.of(loop),
          Runnable::run,
          clock,
          () -> "unused",
          topics,
          GroupOverrides.NONE);

  private static final class Client {
    private final String id;
    private int epoch;
    private Map<Uuid, Set<Integer>> owned = new HashMap<>();

    Client(String id) {
      this.id = id;
    }
  }

  @Test
  void everyMemberHasItsShareAfterAFewHeartbeats() {
    coordinator.start();
    log.elect(0, 1);
    loop.runReady();
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      Client client = new Client("m" + i);
      clients.add(client);
      beat(client, List.of("t"));
      loop.advance(1);
    }
    for (int round = 0; round < 6; round++) {
      loop.advance(HEARTBEAT_MS - MEMBERS);
      for (Client client : clients) {
        beat(client, null);
        loop.advance(1);
      }
    }

    Set<Integer> given = new HashSet<>();
    for (Client client : clients) {
      assertThat(client.owned.values()).hasSize(1).allMatch(partitions -> partitions.size() == 2);
      client.owned.values().forEach(given::addAll);
    }
    assertThat(given).hasSize(PARTITIONS);
  }

  private void beat(Client client, @Nullable List<String> subscribed) {
    boolean joins = subscribed != null;
    CompletableFuture<ConsumerGroupHeartbeatResponseData> answer =
        coordinator
            .consumerHeartbeat(
                new ConsumerHeartbeat(
                    "g",
                    client.id,
                    client.epoch,
                    null,
                    null,
                    joins ? 60_000 : -1,
                    subscribed,
                    null,
                    null,
                    new Assignment(joins ? Map.of() : client.owned),
                    "client",
                    "/127.0.0.1",
                    topic -> true),
                1)
            .toCompletableFuture();
    loop.runReady();
    ConsumerGroupHeartbeatResponseData told = answer.join();
    assertThat(told.errorCode()).isZero();
    client.epoch = told.memberEpoch();
    if (told.assignment() != null) {
      Map<Uuid, Set<Integer>> owned = new HashMap<>();
      told.assignment()
          .topicPartitions()
          .forEach(topic -> owned.put(topic.topicId(), new TreeSet<>(topic.partitions())));
      client.owned = owned;
    }
  }
}

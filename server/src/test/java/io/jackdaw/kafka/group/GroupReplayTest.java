package io.jackdaw.kafka.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.coordinator.CoordinatorRecord;
import io.jackdaw.kafka.coordinator.FakeCoordinatorLog;
import io.jackdaw.kafka.group.GroupRecord.OffsetCommit;
import io.jackdaw.kafka.group.GroupRecord.OffsetTombstone;
import io.jackdaw.kafka.group.consumer.SupportedProtocol;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.BeforeTry;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever groups did, a coordinator that reads the log knows them as the one that wrote it. */
class GroupReplayTest {
  private static final List<String> GROUPS = List.of("g", "h");
  private static final int CLIENTS = 5;
  private static final int STEPS = 120;

  private FakeClock clock = new FakeClock();
  private FakeEventLoop loop = new FakeEventLoop(clock);
  private FakeCoordinatorLog log = new FakeCoordinatorLog();
  private final GroupRecordCodec codec = new GroupRecordCodec();
  private int ids;

  @BeforeTry
  void beginAnew() {
    clock = new FakeClock();
    loop = new FakeEventLoop(clock);
    log = new FakeCoordinatorLog();
    ids = 0;
  }

  @Property(tries = 150)
  void replayEqualsLiveState(@ForAll long seed) {
    Random random = new Random(seed);
    GroupCoordinator live = start(1);
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Client("c" + i, GROUPS.get(i % 2), i % 3 == 0 ? "i" + i : null));
    }
    for (int step = 0; step < STEPS; step++) {
      step(live, clients.get(random.nextInt(CLIENTS)), random);
      loop.runReady();
    }

    Map<String, String> before = settled(live);
    Map<String, FetchedOffsets> offsets = offsets(live);
    live.close();
    loop.runReady();
    log.unsubscribeAll();
    GroupCoordinator reloaded = start(2);

    assertThat(offsets(reloaded)).isEqualTo(offsets);
    assertThat(settled(reloaded)).containsAllEntriesOf(before);
  }

  @Test
  void offsetsOfATransactionCountFromItsEndOnUnlessNewerOnesCameMeanwhile() {
    log.addTransactional(0, 7, offset("t", 0, 10));
    log.addTransactional(0, 7, offset("t", 1, 11));
    log.addTransactional(0, 8, offset("t", 2, 12));
    log.addTransactional(0, 9, offset("t", 3, 13));
    log.addTransactional(0, 7, offset("t", 4, 14));
    log.add(0, offset("t", 1, 99));
    log.add(0, codec.encode(new OffsetTombstone(new OffsetKey("g", "t", 4))));
    log.addMarker(0, 7, true);
    log.addMarker(0, 8, false);

    GroupCoordinator coordinator = start(1);

    assertThat(fetched(coordinator, false)).isEqualTo("0=10 1=99 2=-1 3=-1 4=-1");
    assertThat(fetched(coordinator, true))
        .isEqualTo("0=10 1=99 2=-1 3=UNSTABLE_OFFSET_COMMIT 4=-1");
  }

  private CoordinatorRecord offset(String topic, int partition, long offset) {
    return codec.encode(
        new OffsetCommit(
            new OffsetKey("g", topic, partition), new CommittedOffset(offset, -1, "", 1, -1)));
  }

  private String fetched(GroupCoordinator coordinator, boolean stable) {
    FetchedOffsets fetched =
        now(coordinator.fetch("g", Map.of("t", List.of(0, 1, 2, 3, 4)), stable));
    return String.join(
        " ",
        fetched.topics().getFirst().partitions().stream()
            .map(
                partition ->
                    partition.index()
                        + "="
                        + (partition.error() == Errors.NONE
                            ? partition.offset() + ""
                            : partition.error().name()))
            .toList());
  }

  private GroupCoordinator start(int epoch) {
    GroupCoordinator coordinator =
        new GroupCoordinator(
            GroupConfig.defaults(),
            log,
            List.of(loop),
            Runnable::run,
            clock,
            () -> "" + ++ids,
            new FakeTopics().put("t", 3),
            GroupOverrides.NONE);
    coordinator.start();
    log.elect(0, epoch);
    loop.runReady();
    return coordinator;
  }

  private void step(GroupCoordinator coordinator, Client client, Random random) {
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> client.join(coordinator, random.nextBoolean() ? "t" : "u");
      case 3, 4, 5 -> client.sync(coordinator, random);
      case 6, 7 -> client.commit(coordinator, random.nextInt(1000));
      case 8 -> client.heartbeat(coordinator);
      case 9 -> loop.advance(random.nextInt(8_000));
      case 10 -> {
        if (random.nextInt(3) == 0) {
          client.leave(coordinator);
        }
      }
      default -> {
        if (random.nextInt(4) == 0) {
          coordinator.topicsDeleted(Set.of("u"));
        } else {
          coordinator.deleteGroups(List.of(client.group));
        }
      }
    }
  }

  /** Groups whose latest state is stored; one amid a rebalance is stored as it was before. */
  private Map<String, String> settled(GroupCoordinator coordinator) {
    Map<String, String> shown = new TreeMap<>();
    for (DescribedGroup group : now(coordinator.describe(GROUPS))) {
      if (group.groupState().equals("Stable")
          || (group.groupState().equals("Empty") && !group.protocolType().isEmpty())) {
        shown.put(group.groupId(), group.toString());
      }
    }
    return shown;
  }

  private Map<String, FetchedOffsets> offsets(GroupCoordinator coordinator) {
    Map<String, FetchedOffsets> offsets = new HashMap<>();
    GROUPS.forEach(group -> offsets.put(group, now(coordinator.fetch(group, null, true))));
    return offsets;
  }

  private <T> T now(CompletionStage<T> stage) {
    AtomicReference<@Nullable T> answer = new AtomicReference<>();
    stage.thenAccept(answer::set);
    loop.runReady();
    T answered = answer.get();
    assertThat(answered).isNotNull();
    return answered;
  }

  /** A member that does what the random steps say, with the ids it was given. */
  private static final class Client {
    private final String name;
    private final String group;
    private final @Nullable String instance;
    private String member = "";
    private int generation = -1;

    Client(String name, String group, @Nullable String instance) {
      this.name = name;
      this.group = group;
      this.instance = instance;
    }

    void join(GroupCoordinator coordinator, String topic) {
      SupportedProtocol range = new SupportedProtocol("range", GroupTranscript.subscription(topic));
      coordinator
          .join(
              new JoinRequest(
                  group,
                  member,
                  instance,
                  name,
                  "/127.0.0.1",
                  10_000,
                  20_000,
                  "consumer",
                  List.of(range),
                  "",
                  true,
                  true,
                  any -> true))
          .thenAccept(
              joined -> {
                Errors error = Errors.forCode(joined.errorCode());
                if (error == Errors.NONE || error == Errors.MEMBER_ID_REQUIRED) {
                  member = joined.memberId();
                  generation = joined.generationId();
                } else {
                  member = "";
                }
              });
    }

    void sync(GroupCoordinator coordinator, Random random) {
      Map<String, byte[]> assignments = new HashMap<>();
      assignments.put(member, new byte[] {(byte) random.nextInt(100)});
      coordinator.sync(
          new SyncRequest(group, generation, member, instance, "consumer", "range", assignments));
    }

    void commit(GroupCoordinator coordinator, int offset) {
      coordinator.commit(
          new CommitRequest(
              group,
              generation,
              member,
              instance,
              -1,
              true,
              List.of(
                  new CommitRequest.Entry("t", offset % 3, offset, -1, "m"),
                  new CommitRequest.Entry("u", offset % 3, offset, -1, null))));
    }

    void heartbeat(GroupCoordinator coordinator) {
      coordinator.heartbeat(group, generation, member, instance);
    }

    void leave(GroupCoordinator coordinator) {
      coordinator.leave(
          group, List.of(new MemberIdentity().setMemberId(member).setGroupInstanceId(instance)));
      member = "";
    }
  }
}

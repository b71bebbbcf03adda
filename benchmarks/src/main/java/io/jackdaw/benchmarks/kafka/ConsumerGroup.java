package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Members of one consumer group (KIP-848), each to have one partition: how long it takes from the
 * first join until all have theirs, when nobody waits between heartbeats; then what heartbeats
 * cost.
 */
public record ConsumerGroup(int members) implements Load {
  private static final int CONNECTIONS = 16;
  private static final long NANOS_PER_MS = 1_000_000;

  @Override
  public String name() {
    return "kafka-consumer-group-" + members;
  }

  @Override
  public String what() {
    return "%d members of a consumer group (KIP-848) on %d raw connections, a partition for each"
        .formatted(members, CONNECTIONS);
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
  }

  private static Figure rebalance() {
    return Figure.less("first join to every partition given out", "ms");
  }

  private static Figure rate() {
    return Figure.more("heartbeats", "req/s");
  }

  private static Figure cpu() {
    return Figure.less("CPU per million heartbeats", "s");
  }

  @Override
  public List<Figure> figures() {
    return List.of(rebalance(), rate(), cpu());
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    int count = Math.max(CONNECTIONS, stand.effort().part(members));
    String topic = Topics.createWritable(stand, "grouped", count);
    String group = stand.name("group");
    KafkaFrames.awaitCoordinator(stand.ports().kafka(), group);
    List<List<GroupMember>> shares = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      shares.add(new ArrayList<>());
    }
    for (int i = 0; i < count; i++) {
      shares.get(i % CONNECTIONS).add(new GroupMember(group, topic, i));
    }
    AtomicInteger settled = new AtomicInteger();
    long start = System.nanoTime();
    together(stand, shares, (connection, share) -> settle(connection, share, settled, count));
    recorder.record(rebalance(), (double) (System.nanoTime() - start) / NANOS_PER_MS);

    AtomicLong beats = new AtomicLong();
    long end = System.nanoTime() + stand.effort().measured().toNanos();
    double before = stand.server().cpuSeconds();
    long began = System.nanoTime();
    together(stand, shares, (connection, share) -> beat(connection, share, beats, end));
    double seconds = (System.nanoTime() - began) / 1e9;
    recorder.record(rate(), beats.get() / seconds);
    recorder.record(cpu(), (stand.server().cpuSeconds() - before) * 1e6 / beats.get());
  }

  /** What one connection does with its members. */
  private interface Work {
    void run(RawConnection connection, List<GroupMember> share) throws Exception;
  }

  private static void settle(
      RawConnection connection, List<GroupMember> share, AtomicInteger settled, int all)
      throws Exception {
    while (settled.get() < all) {
      for (GroupMember member : share) {
        int before = member.owned();
        member.heartbeat(connection);
        settled.addAndGet((member.owned() == 1 ? 1 : 0) - (before == 1 ? 1 : 0));
      }
    }
  }

  private static void beat(
      RawConnection connection, List<GroupMember> share, AtomicLong beats, long end)
      throws Exception {
    while (System.nanoTime() < end) {
      for (GroupMember member : share) {
        member.heartbeat(connection);
      }
      beats.addAndGet(share.size());
    }
  }

  private static void together(Stand stand, List<List<GroupMember>> shares, Work work)
      throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (List<GroupMember> share : shares) {
        tasks.add(
            () -> {
              try (RawConnection connection = new RawConnection(stand.ports().kafka())) {
                work.run(connection, share);
              }
              return null;
            });
      }
      for (Future<Void> each : threads.invokeAll(tasks)) {
        each.get();
      }
    }
  }
}

package io.jackdaw.benchmarks.zookeeper;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sessions that open, create an ephemeral znode and close, as short-lived programs do. */
public record Ephemerals(int clients) implements Load {
  private static final Figure SESSIONS = Figure.more("open, create ephemeral, close", "rounds/s");
  private static final Figure CPU = Figure.less("CPU per 100,000: the same", "s");

  @Override
  public String name() {
    return "zookeeper-ephemeral-" + clients;
  }

  @Override
  public String what() {
    return "open a session, create an ephemeral, close: %d at a time".formatted(clients);
  }

  @Override
  public Protocol protocol() {
    return Protocol.ZOOKEEPER;
  }

  @Override
  public List<Figure> figures() {
    return List.of(SESSIONS, CPU);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    stand.server();
    Tree tree = Tree.make(stand, clients);
    repeat(stand, tree, stand.effort().warm());
    double before = stand.server().cpuSeconds();
    long start = System.nanoTime();
    long rounds = repeat(stand, tree, stand.effort().measured());
    recorder.record(SESSIONS, rounds / ((System.nanoTime() - start) / 1e9));
    recorder.record(CPU, (stand.server().cpuSeconds() - before) * 1e5 / rounds);
  }

  private long repeat(Stand stand, Tree tree, Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<Long>> counts = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        byte[] create = Frames.create(tree.path(client), Tree.DATA, true);
        counts.add(threads.submit(() -> repeat(stand.ports().zookeeper(), create, end)));
      }
      long all = 0;
      for (Future<Long> count : counts) {
        all += count.get();
      }
      return all;
    }
  }

  private static long repeat(int port, byte[] create, long end) throws Exception {
    byte[] close = Frames.closeSession();
    long rounds = 0;
    while (System.nanoTime() < end) {
      try (RawSession session = new RawSession(port)) {
        session.call(create);
        session.call(close);
      }
      rounds++;
    }
    return rounds;
  }
}

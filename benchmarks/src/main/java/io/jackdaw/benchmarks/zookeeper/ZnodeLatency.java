package io.jackdaw.benchmarks.zookeeper;

import io.jackdaw.benchmarks.replay.Outcome;
import io.jackdaw.benchmarks.replay.Replay;
import io.jackdaw.benchmarks.replay.Until;
import io.jackdaw.benchmarks.stand.Effort;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import io.jackdaw.benchmarks.stand.Workplace;
import java.io.IOException;
import java.util.List;

/**
 * How long a {@code setData} takes when writes come at a fixed rate: half of what Apache's server
 * did at most just before the first round, for both contenders.
 */
public final class ZnodeLatency implements Load {
  private static final int CLIENTS = 16;
  private static final int WINDOW = 32;
  private static final int NODES = 50;
  private static final Figure RATE = Figure.more("offered: half of Apache's most", "ops/s");
  private static final Figure P50 = Figure.less("setData at half load, p50", "ms");
  private static final Figure P99 = Figure.less("setData at half load, p99", "ms");
  private static final Figure P999 = Figure.less("setData at half load, p99.9", "ms");

  private double rate;

  @Override
  public String name() {
    return "zookeeper-latency";
  }

  @Override
  public String what() {
    return "latency of setData from 16 connections at half of Apache's most, open loop";
  }

  @Override
  public Protocol protocol() {
    return Protocol.ZOOKEEPER;
  }

  @Override
  public List<Figure> figures() {
    return List.of(RATE, P50, P99, P999);
  }

  @Override
  public void prepare(Workplace place, Effort effort) throws Exception {
    try (Stand stand = new Stand(protocol().apache(), protocol(), place, effort);
        Replay replay = connect(stand)) {
      replay.closed(WINDOW, Until.passed(effort.warm()));
      rate = replay.closed(WINDOW, Until.passed(effort.measured())).perSecond() / 2;
    }
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    try (Replay replay = connect(stand)) {
      replay.closed(WINDOW, Until.passed(stand.effort().warm()));
      replay.open(rate, stand.effort().warm());
      Outcome outcome = replay.open(rate, stand.effort().measured());
      recorder.record(RATE, rate);
      recorder.record(P50, outcome.latencyMs(50));
      recorder.record(P99, outcome.latencyMs(99));
      recorder.record(P999, outcome.latencyMs(99.9));
    }
  }

  private static Replay connect(Stand stand) throws IOException, InterruptedException {
    stand.server();
    Tree tree = Tree.make(stand, CLIENTS);
    Replay replay = new Replay();
    for (int client = 0; client < CLIENTS; client++) {
      replay.add(
          new RawSession(stand.ports().zookeeper()).channel(),
          ZnodeScript.create(tree.path(client), 0));
    }
    replay.closed(1, Until.requests(NODES));
    replay.say(
        java.util.stream.IntStream.range(0, CLIENTS)
            .mapToObj(client -> ZnodeScript.set(tree.path(client), NODES))
            .toList());
    return replay;
  }
}

package io.jackdaw.benchmarks.zookeeper;

import io.jackdaw.benchmarks.replay.Outcome;
import io.jackdaw.benchmarks.replay.Replay;
import io.jackdaw.benchmarks.replay.Until;
import io.jackdaw.benchmarks.stand.Contender;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Heap;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.ServerProcess;
import io.jackdaw.benchmarks.stand.Stand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A tree of ten million znodes of 100 bytes, a tenth of them below one parent: how fast it grows,
 * how long a write waits while a snapshot of it is written, how long a start on it takes. Ours
 * only: it takes minutes, and nothing is promised in comparison.
 */
public final class BigTree implements Load {
  private static final int ZNODES = 10_000_000;
  private static final int CLIENTS = 9;
  private static final int WINDOW = 64;
  private static final int WRITES_PER_SECOND = 5_000;
  private static final int NODES = 1_000;
  private static final Duration CALM = Duration.ofSeconds(15);
  private static final Duration SNAPSHOT = Duration.ofSeconds(45);
  private static final Pattern WRITTEN =
      Pattern.compile("Snapshot up to index \\d+ written in (\\d+) ms");
  private static final double MILLION = 1e6;

  private static final Figure CREATE = Figure.more("create, ten million znodes", "ops/s");
  private static final Figure ONE_PARENT =
      Figure.more("create, a million below one parent", "ops/s");
  private static final Figure CHILDREN = Figure.less("getChildren of a million", "ms");
  private static final Figure HEAP = Figure.less("heap in use per million znodes", "MiB");
  private static final Figure RESIDENT = Figure.less("resident memory", "MiB");
  private static final Figure CALM_P99 = Figure.less("setData without a snapshot, p99", "ms");
  private static final Figure CALM_MAX = Figure.less("setData without a snapshot, longest", "ms");
  private static final Figure BUSY_P99 = Figure.less("setData during a snapshot, p99", "ms");
  private static final Figure BUSY_MAX = Figure.less("setData during a snapshot, longest", "ms");
  private static final Figure WRITING = Figure.less("snapshot written in", "ms");
  private static final Figure RESTART = Figure.less("restart to first read", "ms");

  @Override
  public String name() {
    return "zookeeper-big-tree";
  }

  @Override
  public String what() {
    return "ten million znodes of 100 bytes, -Xmx10g, ours only: growth, snapshot, restart";
  }

  @Override
  public Protocol protocol() {
    return Protocol.ZOOKEEPER;
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        CREATE,
        ONE_PARENT,
        CHILDREN,
        HEAP,
        RESIDENT,
        CALM_P99,
        CALM_MAX,
        BUSY_P99,
        BUSY_MAX,
        WRITING,
        RESTART);
  }

  @Override
  public void run(Stand stand, Recorder results) throws Exception {
    if (stand.contender() == Contender.JACKDAW) {
      measure(stand, shown(results));
    }
  }

  /** Printed at once: the table has only what both were measured for. */
  private static Recorder shown(Recorder results) {
    return (figure, value) -> {
      System.out.printf("  %-45s %,14.1f %s%n", figure.name(), value, figure.unit());
      results.record(figure, value);
    };
  }

  private static void measure(Stand stand, Recorder recorder) throws Exception {
    int znodes = stand.effort().part(ZNODES);
    ServerProcess server = stand.fresh(Heap.TEN_GIB);
    Tree tree = Tree.make(stand, CLIENTS);
    int each = znodes / (CLIENTS + 1);
    try (Replay replay = replay(stand, client -> ZnodeScript.create(tree.path(client), 0))) {
      recorder.record(CREATE, replay.closed(WINDOW, Until.requests(each)).perSecond());
    }
    oneParent(stand, recorder, each);
    awaitQuiet(stand);
    try (Replay replay = replay(stand, client -> ZnodeScript.set(tree.path(client), NODES))) {
      Outcome calm = replay.open(WRITES_PER_SECOND, CALM);
      recorder.record(CALM_P99, calm.latencyMs(99));
      recorder.record(CALM_MAX, calm.latencyMs(100));
      Outcome busy = replay.open(WRITES_PER_SECOND, SNAPSHOT);
      recorder.record(BUSY_P99, busy.latencyMs(99));
      recorder.record(BUSY_MAX, busy.latencyMs(100));
    }
    awaitQuiet(stand);
    recorder.record(WRITING, snapshots(stand).getLast());
    recorder.record(RESIDENT, server.residentMib());
    recorder.record(HEAP, server.heapUsedMib(stand.place()) * MILLION / znodes);

    ServerProcess again = stand.restarted();
    try (RawSession session = new RawSession(stand.ports().zookeeper())) {
      session.call(Frames.getData(tree.path(0), false));
      recorder.record(RESTART, again.sinceStartMs());
    }
  }

  /** On sessions of its own: those of a step before end while nobody uses them. */
  private static Replay replay(Stand stand, IntFunction<ZnodeScript> script) throws IOException {
    Replay replay = new Replay();
    for (int client = 0; client < CLIENTS; client++) {
      replay.add(new RawSession(stand.ports().zookeeper()).channel(), script.apply(client));
    }
    return replay;
  }

  private static void oneParent(Stand stand, Recorder recorder, int children) throws IOException {
    Tree wide = Tree.make(stand, 1);
    try (Replay replay = new Replay()) {
      replay.add(
          new RawSession(stand.ports().zookeeper()).channel(), ZnodeScript.create(wide.path(0), 0));
      recorder.record(ONE_PARENT, replay.closed(8 * WINDOW, Until.requests(children)).perSecond());
    }
    try (RawSession session = new RawSession(stand.ports().zookeeper())) {
      long begun = System.nanoTime();
      session.call(Frames.getChildren(wide.parent(0)));
      recorder.record(CHILDREN, (System.nanoTime() - begun) / 1e6);
    }
  }

  /** Returns when no snapshot has been finished for a while. */
  private static void awaitQuiet(Stand stand) throws IOException, InterruptedException {
    int seen = -1;
    for (int now = snapshots(stand).size(); now != seen; now = snapshots(stand).size()) {
      seen = now;
      Thread.sleep(stand.effort().settle().multipliedBy(4));
    }
  }

  /** How many milliseconds each snapshot took. */
  private static List<Double> snapshots(Stand stand) throws IOException {
    Path log = stand.data().resolve("logs/jackdaw.log");
    return WRITTEN
        .matcher(Files.readString(log))
        .results()
        .map((MatchResult found) -> Double.valueOf(found.group(1)))
        .toList();
  }
}

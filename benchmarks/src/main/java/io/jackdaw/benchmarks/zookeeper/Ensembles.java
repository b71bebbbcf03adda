package io.jackdaw.benchmarks.zookeeper;

import io.jackdaw.benchmarks.replay.Outcome;
import io.jackdaw.benchmarks.replay.Replay;
import io.jackdaw.benchmarks.replay.Until;
import io.jackdaw.benchmarks.stand.Effort;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import io.jackdaw.benchmarks.stand.Trio;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/**
 * Three servers against three, on this machine: clients spread over all of them, one synchronous
 * caller on each, and how long nobody can write when the leader goes.
 */
public record Ensembles(int clients, int window) implements Load {
  private static final int NODES = 50;

  /** By number, not by time: both contenders' memory is read with the same znodes. */
  private static final int CREATES = 200_000;

  /**
   * Where the caller was connected and how long its client waits before it tries again is chance.
   */
  private static final int OUTAGES = 3;

  private static final int OUTAGE_WATCHED_S = 14;

  private static final Figure SET = Figure.more("setData, three servers", "ops/s");
  private static final Figure SET_CPU =
      Figure.less("CPU of all per 100,000: setData, three servers", "s");
  private static final List<Integer> READ_PERCENT = List.of(25, 50, 75);
  private static final Figure CREATE = Figure.more("create, three servers", "ops/s");
  private static final Figure GET = Figure.more("getData, three servers", "ops/s");
  private static final Figure LEADER_P50 =
      Figure.less("synchronous setData at the leader, p50", "ms");
  private static final Figure LEADER_P99 =
      Figure.less("synchronous setData at the leader, p99", "ms");
  private static final Figure FOLLOWER_P50 =
      Figure.less("synchronous setData at a follower, p50", "ms");
  private static final Figure FOLLOWER_P99 =
      Figure.less("synchronous setData at a follower, p99", "ms");
  private static final Figure STOPPED = Figure.less("no writes after the leader was stopped", "ms");
  private static final Figure KILLED = Figure.less("no writes after the leader was killed", "ms");
  private static final Figure MEMORY = Figure.less("resident memory of all", "MiB");

  @Override
  public String name() {
    return "zookeeper-ensemble-%d-clients".formatted(clients);
  }

  @Override
  public String what() {
    return "three servers on this machine, fsync on: %d raw connections, each with %d on their way"
        .formatted(clients, window);
  }

  @Override
  public boolean isQuick() {
    return false;
  }

  @Override
  public Protocol protocol() {
    return Protocol.ZOOKEEPER;
  }

  @Override
  public List<Figure> figures() {
    List<Figure> figures = new ArrayList<>(List.of(CREATE, SET, SET_CPU));
    READ_PERCENT.forEach(percent -> figures.add(mixed(percent)));
    figures.addAll(List.of(GET, LEADER_P50, LEADER_P99, FOLLOWER_P50, FOLLOWER_P99));
    figures.addAll(List.of(MEMORY, STOPPED, KILLED));
    return figures;
  }

  private static Figure mixed(int percent) {
    return Figure.more("%d %% getData, the rest setData".formatted(percent), "ops/s");
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    try (Trio trio = Trio.start(stand.contender(), stand.place(), "-Xmx512m")) {
      rates(trio, stand.effort(), recorder);
      int leader = trio.awaitLeader();
      latencies(trio, leader, stand.effort(), recorder, LEADER_P50, LEADER_P99);
      latencies(
          trio, (leader + 1) % Trio.SERVERS, stand.effort(), recorder, FOLLOWER_P50, FOLLOWER_P99);
      recorder.record(MEMORY, trio.residentMib());
      recorder.record(STOPPED, usualOutageMs(trio, stand.effort(), trio::stop));
      recorder.record(KILLED, usualOutageMs(trio, stand.effort(), trio::kill));
    }
  }

  private void rates(Trio trio, Effort effort, Recorder recorder) throws Exception {
    Tree tree = Tree.make(trio.port(0), "/ensemble-" + clients, clients);
    try (Replay replay = new Replay()) {
      int at = 0;
      for (ZnodeScript script : scripts(tree, path -> ZnodeScript.create(path, 0))) {
        replay.add(new RawSession(trio.port(at++ % Trio.SERVERS)).channel(), script);
      }
      replay.closed(1, Until.requests(NODES));

      replay.say(scripts(tree, path -> ZnodeScript.create(path, NODES)));
      Until created = Until.requests(effort.part(CREATES) / clients);
      recorder.record(CREATE, replay.closed(window, created).perSecond());

      replay.say(scripts(tree, path -> ZnodeScript.set(path, NODES)));
      replay.closed(window, Until.passed(effort.warm()));
      double before = trio.cpuSeconds();
      Outcome sets = replay.closed(window, Until.passed(effort.measured()));
      recorder.record(SET, sets.perSecond());
      recorder.record(SET_CPU, (trio.cpuSeconds() - before) * 1e5 / sets.answered());

      for (int percent : READ_PERCENT) {
        replay.say(scripts(tree, path -> ZnodeScript.mixed(path, NODES, percent)));
        Outcome mixed = replay.closed(window, Until.passed(effort.measured()));
        recorder.record(mixed(percent), mixed.perSecond());
      }

      replay.say(scripts(tree, path -> ZnodeScript.get(path, NODES)));
      recorder.record(GET, replay.closed(window, Until.passed(effort.measured())).perSecond());
    }
  }

  private List<ZnodeScript> scripts(Tree tree, Function<String, ZnodeScript> script) {
    return IntStream.range(0, clients).mapToObj(tree::path).map(script).toList();
  }

  private static void latencies(
      Trio trio, int server, Effort effort, Recorder recorder, Figure p50, Figure p99)
      throws Exception {
    ZooKeeper client = ApacheClient.connect("127.0.0.1:" + trio.port(server));
    try {
      String path = "/one-" + server;
      client.create(path, Tree.DATA, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      OneSynchronousClient.Call set = () -> client.setData(path, Tree.DATA, -1);
      OneSynchronousClient.repeat(set, effort.warm().toNanos());
      Histogram sets = OneSynchronousClient.repeat(set, effort.measured().toNanos());
      recorder.record(p50, sets.getValueAtPercentile(50) / 1e6);
      recorder.record(p99, sets.getValueAtPercentile(99) / 1e6);
    } finally {
      client.close(1000);
    }
  }

  /** Ends a server, 0 to 2. */
  private interface End {
    void of(int server) throws InterruptedException;
  }

  /** The median of a few. */
  private static double usualOutageMs(Trio trio, Effort effort, End end)
      throws IOException, InterruptedException, KeeperException {
    double[] outages = new double[OUTAGES];
    for (int i = 0; i < OUTAGES; i++) {
      outages[i] = outageMs(trio, effort, end);
    }
    Arrays.sort(outages);
    return outages[OUTAGES / 2];
  }

  /** The longest time between two writes of one caller who knows all servers. */
  private static double outageMs(Trio trio, Effort effort, End end)
      throws IOException, InterruptedException, KeeperException {
    int leader = trio.awaitLeader();
    List<Long> written = new ArrayList<>();
    ZooKeeper client = ApacheClient.connect(trio.connectString());
    try {
      String path = "/outage";
      if (client.exists(path, false) == null) {
        client.create(path, Tree.DATA, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      }
      long stopAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
      long endAt = stopAt + TimeUnit.SECONDS.toNanos(Math.max(4, effort.part(OUTAGE_WATCHED_S)));
      Thread ending = null;
      while (System.nanoTime() < endAt) {
        if (ending == null && System.nanoTime() > stopAt) {
          ending = Thread.ofPlatform().start(() -> endQuietly(end, leader));
        }
        try {
          client.setData(path, Tree.DATA, -1);
          written.add(System.nanoTime());
        } catch (KeeperException again) {
          Thread.sleep(1);
        }
        Thread.sleep(1);
      }
      if (ending != null) {
        ending.join();
      }
    } finally {
      client.close(1000);
    }
    trio.restart(leader);
    trio.awaitLeader();
    long longest = 0;
    for (int i = 1; i < written.size(); i++) {
      longest = Math.max(longest, written.get(i) - written.get(i - 1));
    }
    return longest / 1e6;
  }

  private static void endQuietly(End end, int server) {
    try {
      end.of(server);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

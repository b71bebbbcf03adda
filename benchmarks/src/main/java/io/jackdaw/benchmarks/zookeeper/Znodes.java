package io.jackdaw.benchmarks.zookeeper;

import io.jackdaw.benchmarks.replay.Outcome;
import io.jackdaw.benchmarks.replay.Replay;
import io.jackdaw.benchmarks.replay.Until;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.ServerProcess;
import io.jackdaw.benchmarks.stand.Stand;
import io.jackdaw.benchmarks.stand.Target;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * As many operations on znodes of 100 bytes as the server can do, fsync on: each client keeps
 * {@code window} encoded requests on their way.
 */
public record Znodes(int clients, int window) implements Load {
  private static final int NODES = 50;
  private static final int WARMED_FROM = 1_000_000;
  private static final int MEASURED_FROM = 50_000_000;

  private static final Figure CREATE = Figure.more("create", "ops/s").aim(Target.ZNODE_WRITES);
  private static final Figure SET = Figure.more("setData", "ops/s").aim(Target.ZNODE_WRITES);
  private static final Figure GET = Figure.more("getData", "ops/s").aim(Target.ZNODE_READS);
  private static final Figure MIXED = Figure.more("70 % getData, 30 % setData", "ops/s");
  private static final Figure MULTI = Figure.more("multi of 10 setData", "multis/s");
  private static final Figure MEMORY = Figure.less("resident memory after the load", "MiB");

  @Override
  public String name() {
    return "zookeeper-%d-client%s".formatted(clients, clients == 1 ? "" : "s");
  }

  @Override
  public String what() {
    return "create, set, get, a mix and multis on raw connections: %d, each with %d on their way"
        .formatted(clients, window);
  }

  @Override
  public Protocol protocol() {
    return Protocol.ZOOKEEPER;
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        CREATE,
        cpu(CREATE),
        SET,
        cpu(SET),
        GET,
        cpu(GET),
        MIXED,
        cpu(MIXED),
        MULTI,
        cpu(MULTI),
        MEMORY);
  }

  private static Figure cpu(Figure of) {
    Figure figure = Figure.less("CPU per 100,000: " + of.name(), "s");
    return of.target() == null ? figure : figure.aim(Target.ZNODE_CPU);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    ServerProcess server = stand.server();
    Tree tree = Tree.make(stand, clients);
    try (Replay replay = new Replay()) {
      List<ZnodeScript> first = scripts(tree, path -> ZnodeScript.create(path, 0));
      for (ZnodeScript script : first) {
        replay.add(new RawSession(stand.ports().zookeeper()).channel(), script);
      }
      replay.closed(1, Until.requests(NODES));

      replay.say(scripts(tree, path -> ZnodeScript.create(path, WARMED_FROM)));
      replay.closed(window, Until.passed(stand.effort().warm()));
      replay.say(scripts(tree, path -> ZnodeScript.create(path, MEASURED_FROM)));
      measure(CREATE, replay, stand, recorder);

      replay.say(scripts(tree, path -> ZnodeScript.set(path, NODES)));
      replay.closed(window, Until.passed(stand.effort().warm()));
      measure(SET, replay, stand, recorder);

      replay.say(scripts(tree, path -> ZnodeScript.get(path, NODES)));
      replay.closed(window, Until.passed(stand.effort().warm()));
      measure(GET, replay, stand, recorder);

      replay.say(scripts(tree, path -> ZnodeScript.mixed(path, NODES, 70)));
      measure(MIXED, replay, stand, recorder);

      replay.say(scripts(tree, ZnodeScript::multi));
      measure(MULTI, replay, stand, recorder);
    }
    recorder.record(MEMORY, server.residentMib());
  }

  private List<ZnodeScript> scripts(Tree tree, Function<String, ZnodeScript> script) {
    return IntStream.range(0, clients).mapToObj(tree::path).map(script).toList();
  }

  private void measure(Figure figure, Replay replay, Stand stand, Recorder recorder)
      throws IOException, InterruptedException {
    double before = stand.server().cpuSeconds();
    Outcome outcome = replay.closed(window, Until.passed(stand.effort().measured()));
    double used = stand.server().cpuSeconds() - before;
    recorder.record(figure, outcome.perSecond());
    recorder.record(cpu(figure), used * 1e5 / outcome.answered());
  }
}

package io.jackdaw.benchmarks.zookeeper;

import io.jackdaw.benchmarks.replay.Replay;
import io.jackdaw.benchmarks.replay.Until;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import io.jackdaw.benchmarks.stand.Trio;
import java.util.List;

/** One of three servers loses its disk: how long until it serves a million znodes again. */
public final class EnsembleReplacement implements Load {
  private static final int CLIENTS = 16;
  private static final int WINDOW = 32;
  private static final int ZNODES = 1_000_000;
  private static final Figure CAUGHT_UP =
      Figure.less("empty server's start to all of a million znodes", "ms");
  private static final Figure MEMORY =
      Figure.less("resident memory of all, with a million znodes", "MiB");

  @Override
  public String name() {
    return "zookeeper-ensemble-replacement";
  }

  @Override
  public String what() {
    return "three servers with a million znodes, -Xmx2g each: one starts again with nothing";
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
    return List.of(MEMORY, CAUGHT_UP);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    int znodes = stand.effort().part(ZNODES);
    try (Trio trio = Trio.start(stand.contender(), stand.place(), "-Xmx2g")) {
      int leader = trio.awaitLeader();
      Tree tree = Tree.make(trio.port(leader), "/replaced", CLIENTS);
      try (Replay replay = new Replay()) {
        for (int client = 0; client < CLIENTS; client++) {
          replay.add(
              new RawSession(trio.port(leader)).channel(),
              ZnodeScript.create(tree.path(client), 0));
        }
        replay.closed(WINDOW, Until.requests(znodes / CLIENTS));
      }
      stand.settle();
      recorder.record(MEMORY, trio.residentMib());
      int follower = (leader + 1) % Trio.SERVERS;
      trio.replace(follower);
      recorder.record(CAUGHT_UP, trio.untilNodes(follower, znodes));
    }
  }
}

package io.jackdaw.benchmarks.zookeeper;

import io.jackdaw.benchmarks.replay.Replay;
import io.jackdaw.benchmarks.replay.Until;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Heap;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.ServerProcess;
import io.jackdaw.benchmarks.stand.Stand;
import io.jackdaw.benchmarks.stand.Target;
import java.util.List;

/**
 * What znodes cost in memory, both contenders with a heap of the same size. The heap in use after a
 * full collection is the cost; resident memory also shows what the collector lets grow.
 */
public final class MillionZnodes implements Load {
  private static final int CLIENTS = 16;
  private static final int WINDOW = 32;
  private static final double MILLION = 1e6;
  private static final Figure HEAP =
      Figure.less("heap in use per million znodes", "MiB").aim(Target.ZNODE_MEMORY);
  private static final Figure RESIDENT =
      Figure.less("resident memory with a million znodes", "MiB").aim(Target.ZNODE_MEMORY);
  private static final Figure RESTART = Figure.less("restart to first read", "ms");

  @Override
  public String name() {
    return "zookeeper-million-znodes";
  }

  @Override
  public String what() {
    return "memory of a million znodes of 100 bytes, -Xmx2g for both; then a restart on them";
  }

  @Override
  public Protocol protocol() {
    return Protocol.ZOOKEEPER;
  }

  @Override
  public List<Figure> figures() {
    return List.of(HEAP, RESIDENT, RESTART);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    int znodes = stand.effort().part((int) MILLION);
    ServerProcess server = stand.fresh(Heap.TWO_GIB);
    Tree tree = Tree.make(stand, CLIENTS);
    double before = server.heapUsedMib(stand.place());
    try (Replay replay = new Replay()) {
      for (int client = 0; client < CLIENTS; client++) {
        replay.add(
            new RawSession(stand.ports().zookeeper()).channel(),
            ZnodeScript.create(tree.path(client), 0));
      }
      replay.closed(WINDOW, Until.requests(znodes / CLIENTS));
    }
    stand.settle();
    recorder.record(RESIDENT, server.residentMib());
    recorder.record(HEAP, (server.heapUsedMib(stand.place()) - before) * MILLION / znodes);

    ServerProcess again = stand.restarted();
    try (RawSession session = new RawSession(stand.ports().zookeeper())) {
      session.call(Frames.getData(tree.path(0), false));
      recorder.record(RESTART, again.sinceStartMs());
    }
  }
}

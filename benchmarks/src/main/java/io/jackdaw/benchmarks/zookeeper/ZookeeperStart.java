package io.jackdaw.benchmarks.zookeeper;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Heap;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.ServerProcess;
import io.jackdaw.benchmarks.stand.Stand;
import io.jackdaw.benchmarks.stand.Target;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** From the process's start to the first znode, through Apache's client; then memory, idle. */
public final class ZookeeperStart implements Load {
  private static final Figure READY =
      Figure.less("start to first znode created", "ms").aim(Target.START);
  private static final Figure IDLE = Figure.less("resident memory, idle", "MiB");

  @Override
  public String name() {
    return "zookeeper-start";
  }

  @Override
  public String what() {
    return "process start to the first znode created by Apache's client; idle memory";
  }

  @Override
  public Protocol protocol() {
    return Protocol.ZOOKEEPER;
  }

  @Override
  public List<Figure> figures() {
    return List.of(READY, IDLE);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    ServerProcess server = stand.fresh(Heap.OWN);
    ZooKeeper client = ApacheClient.connect(stand.ports().connectString());
    try {
      client.create("/first", Tree.DATA, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      recorder.record(READY, server.sinceStartMs());
    } finally {
      client.close(1000);
    }
    stand.settle();
    recorder.record(IDLE, server.residentMib());
  }
}

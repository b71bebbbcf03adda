package io.jackdaw.benchmarks.zookeeper;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.ServerProcess;
import io.jackdaw.benchmarks.stand.Stand;
import java.util.ArrayList;
import java.util.List;

/** What idle sessions cost in memory. */
public final class ZookeeperConnections implements Load {
  private static final int SESSIONS = 1000;
  private static final Figure RESIDENT =
      Figure.less("resident memory per 1,000 idle sessions", "MiB");
  private static final Figure HEAP = Figure.less("heap in use per 1,000 idle sessions", "MiB");

  @Override
  public String name() {
    return "zookeeper-connections";
  }

  @Override
  public String what() {
    return "memory that 1,000 idle sessions take";
  }

  @Override
  public Protocol protocol() {
    return Protocol.ZOOKEEPER;
  }

  @Override
  public List<Figure> figures() {
    return List.of(RESIDENT, HEAP);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    ServerProcess server = stand.server();
    stand.settle();
    double heap = server.heapUsedMib(stand.place());
    double resident = server.residentMib();
    List<RawSession> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < SESSIONS; i++) {
        sessions.add(new RawSession(stand.ports().zookeeper()));
      }
      stand.settle();
      recorder.record(RESIDENT, server.residentMib() - resident);
      recorder.record(HEAP, server.heapUsedMib(stand.place()) - heap);
    } finally {
      for (RawSession session : sessions) {
        session.close();
      }
    }
  }
}

package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.ServerProcess;
import io.jackdaw.benchmarks.stand.Stand;
import java.util.ArrayList;
import java.util.List;

/** What idle connections, past their handshake, cost in memory. */
public final class KafkaConnections implements Load {
  private static final int CONNECTIONS = 1000;
  private static final Figure RESIDENT =
      Figure.less("resident memory per 1,000 idle connections", "MiB");
  private static final Figure HEAP = Figure.less("heap in use per 1,000 idle connections", "MiB");

  @Override
  public String name() {
    return "kafka-connections";
  }

  @Override
  public String what() {
    return "memory that 1,000 idle connections take, each past its ApiVersions";
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
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
    byte[] hello = KafkaFrames.apiVersions();
    List<RawConnection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        RawConnection connection = new RawConnection(stand.ports().kafka());
        connections.add(connection);
        connection.exchange(hello);
      }
      stand.settle();
      recorder.record(RESIDENT, server.residentMib() - resident);
      recorder.record(HEAP, server.heapUsedMib(stand.place()) - heap);
    } finally {
      for (RawConnection connection : connections) {
        connection.close();
      }
    }
  }
}

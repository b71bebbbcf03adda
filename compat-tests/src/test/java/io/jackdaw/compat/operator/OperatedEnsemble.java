package io.jackdaw.compat.operator;

import io.jackdaw.compat.rig.ApacheEnsemble;
import io.jackdaw.compat.rig.JackdawEnsemble;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Three servers with all words and the AdminServer enabled. */
final class OperatedEnsemble implements AutoCloseable {
  private static final int SERVERS = 3;

  /** Long, so that a busy machine does not change the leader between two questions. */
  private static final int TICK_MS = 5000;

  private final AutoCloseable ensemble;
  private final List<OperatedServer> servers = new ArrayList<>();

  private OperatedEnsemble(AutoCloseable ensemble) {
    this.ensemble = ensemble;
  }

  static OperatedEnsemble apache() {
    Ports ports = new Ports();
    ApacheEnsemble apache = ApacheEnsemble.fresh(SERVERS, TICK_MS, ports::settings);
    return new OperatedEnsemble(apache).with(ports, apache::server);
  }

  static OperatedEnsemble jackdaw() {
    Ports ports = new Ports();
    JackdawEnsemble ours = JackdawEnsemble.fresh(SERVERS, TICK_MS, ports::settings);
    return new OperatedEnsemble(ours).with(ports, ours::server);
  }

  /** Of the AdminServers. */
  private static final class Ports {
    private final List<Integer> ports =
        IntStream.range(0, SERVERS).map(each -> Places.freePort()).boxed().toList();

    List<String> settings(int id) {
      return List.of(OperatedServer.settings(of(id)));
    }

    int of(int id) {
      return ports.get(id - 1);
    }
  }

  private OperatedEnsemble with(Ports ports, IntFunction<ServerProcess> processes) {
    for (int id = 1; id <= SERVERS; id++) {
      servers.add(new OperatedServer(processes.apply(id), ports.of(id)));
    }
    return this;
  }

  /** The {@code leader}, or one {@code follower}. */
  OperatedServer server(String mode) {
    return servers.stream()
        .filter(server -> server.word("srvr").contains("Mode: " + mode))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("none is " + mode));
  }

  @Override
  public void close() throws Exception {
    ensemble.close();
  }
}

package io.jackdaw.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.consensus.EnsembleMember;
import io.jackdaw.consensus.ListMachine;
import io.jackdaw.consensus.TestProposal;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Servers of an ensemble in one JVM, each with a state machine that remembers all commands. */
final class TestEnsemble implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path directory;
  private final int snapshotEvery;
  private final List<EnsembleMember> servers = new ArrayList<>();
  private boolean withBeginning;
  private final Map<Integer, EnsembleLog> logs = new HashMap<>();
  private final Map<Integer, ListMachine> machines = new HashMap<>();

  TestEnsemble(Path directory, int size, int snapshotEvery) throws IOException {
    this(directory, size, 0, snapshotEvery);
  }

  /** The last {@code observers} of them have no vote. */
  TestEnsemble(Path directory, int size, int observers, int snapshotEvery) throws IOException {
    this.directory = directory;
    this.snapshotEvery = snapshotEvery;
    List<ServerSocket> reserved = new ArrayList<>();
    for (int id = 1; id <= size; id++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      reserved.add(socket);
      servers.add(
          new EnsembleMember(id, "127.0.0.1", socket.getLocalPort(), id > size - observers, ""));
    }
    for (ServerSocket socket : reserved) {
      socket.close();
    }
  }

  /** Servers that are new begin with a state from elsewhere from now on, or with none. */
  void beginWithState(boolean state) {
    withBeginning = state;
  }

  /** Removes all that a stopped server has on its disk. */
  void wipe(int id) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("server-" + id))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  void startAll() {
    servers.forEach(server -> start(server.id()));
  }

  void start(int id) {
    RaftConfig config =
        new RaftConfig(
            id, servers, directory.resolve("server-" + id), 300, 600, snapshotEvery, 2, true);
    EnsembleLog log =
        new EnsembleLog(
            config,
            new LocalDisk(),
            Clock.system(),
            null,
            () -> withBeginning ? new ListMachine().snapshot() : null,
            failure -> {});
    ListMachine machine = new ListMachine();
    logs.put(id, log);
    machines.put(id, machine);
    log.start(machine);
  }

  void stop(int id) {
    logs.remove(id).close();
  }

  EnsembleLog log(int id) {
    return logs.get(id);
  }

  ListMachine machine(int id) {
    return machines.get(id);
  }

  List<String> commands(int id) {
    return List.copyOf(machines.get(id).commands());
  }

  TestProposal propose(int id, String text) {
    TestProposal proposal = TestProposal.of(text);
    logs.get(id).propose(proposal);
    return proposal;
  }

  /** The number of the leader, once all that run agree on it. */
  int awaitLeader() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                logs.values().stream().map(log -> log.standing().leaderId()).distinct().count() == 1
                    && logs.values().stream().anyMatch(log -> log.standing().isLeading()));
    return logs.values().iterator().next().standing().leaderId();
  }

  void awaitSameCommands(int count) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (int id : logs.keySet()) {
                assertThat(commands(id)).hasSize(count).isEqualTo(commands(1));
              }
            });
  }

  @Override
  public void close() {
    logs.values().forEach(EnsembleLog::close);
  }
}

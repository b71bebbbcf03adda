package io.jackdaw.compat.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.JackdawEnsemble;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerProcess;
import io.jackdaw.compat.torture.ZnodeOperation.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;

/** An ensemble, clients at work, and a history of what they saw. */
final class EnsembleTortureRun implements AutoCloseable {
  private static final int SERVERS = 3;
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);
  private static final Duration PROGRESS_WITHIN = Duration.ofSeconds(90);
  private static final int MOST_DELAY_MS = 1500;

  /** What can happen, in the order in which it does; the moments are chance. */
  private enum EnsembleFault {
    KILL_LEADER,
    KILL_FOLLOWER,
    STOP_LEADER,
    PAUSE_LEADER,
    KILL_ALL_BUT_ONE,
    PAUSE_FOLLOWER,
    STOP_FOLLOWER,
    KILL_ALL
  }

  private final JackdawEnsemble ensemble;
  private final History history;
  private final Rounds rounds = new Rounds();
  private final Ephemerals ephemerals = new Ephemerals();
  private final List<Worker> workers = new ArrayList<>();

  private EnsembleTortureRun(JackdawEnsemble ensemble, History history) {
    this.ensemble = ensemble;
    this.history = history;
  }

  /** Starts servers and clients; their moments are drawn from {@code random}. */
  static EnsembleTortureRun begin(SplittableRandom random) throws Exception {
    EnsembleTortureRun run =
        new EnsembleTortureRun(
            JackdawEnsemble.fresh(SERVERS, (int) TICK.toMillis()),
            new History(Places.freshFolder("ensemble-history").resolve("history.txt")));
    try {
      run.prepare();
      run.startWorkers(random);
      return run;
    } catch (Exception failure) {
      run.close();
      throw failure;
    }
  }

  History history() {
    return history;
  }

  private ZnodeSession session(String client) {
    return ZnodeSession.synced(client, ensemble.connectString(), Duration.ofSeconds(10), history);
  }

  private void prepare() throws KeeperException, InterruptedException {
    try (ZnodeSession session = session("prepare")) {
      for (String parent : List.of(Ephemerals.PARENT, "/sequence")) {
        session.zookeeper().create(parent, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      }
    }
  }

  private void startWorkers(SplittableRandom random) {
    String connect = ensemble.connectString();
    for (String name : List.of("z1", "z2", "z3")) {
      workers.add(
          new ZnodeWorker(
              name,
              random.split(),
              connect,
              SESSION_TIMEOUT,
              rounds,
              history,
              ZnodeSession::synced));
    }
    for (String name : List.of("e1", "e2")) {
      workers.add(
          new EphemeralWorker(
              name, random.split(), connect, SESSION_TIMEOUT, rounds, ephemerals, history));
    }
    workers.add(new WatchWorker("w1", connect, SESSION_TIMEOUT, rounds, history));
    workers.forEach(Worker::start);
  }

  /** So many faults, each after everybody was served again and all servers are back. */
  void suffer(SplittableRandom random, int faults) {
    EnsembleFault[] kinds = EnsembleFault.values();
    for (int i = 0; i < faults; i++) {
      ensemble.awaitService();
      awaitProgressOfAll();
      Worker.pace(Duration.ofMillis(random.nextInt(MOST_DELAY_MS)));
      EnsembleFault fault = kinds[i % kinds.length];
      history.remark(fault.toString());
      rounds.faultBegins();
      inflict(fault);
      rounds.faultIsOver();
      history.remark("over");
    }
    ensemble.awaitService();
    awaitProgressOfAll();
  }

  private void inflict(EnsembleFault fault) {
    int leader = Math.max(1, ensemble.leader());
    int follower = leader % SERVERS + 1;
    int other = follower % SERVERS + 1;
    switch (fault) {
      case KILL_LEADER -> killed(List.of(leader));
      case KILL_FOLLOWER -> killed(List.of(follower));
      case KILL_ALL_BUT_ONE -> killed(List.of(leader, follower));
      case KILL_ALL -> killed(List.of(leader, follower, other));
      case STOP_LEADER -> stopped(ensemble.server(leader));
      case STOP_FOLLOWER -> stopped(ensemble.server(follower));
      case PAUSE_LEADER -> paused(ensemble.server(leader));
      case PAUSE_FOLLOWER -> paused(ensemble.server(follower));
    }
  }

  private void killed(List<Integer> ids) {
    ids.forEach(id -> ensemble.server(id).kill());
    Worker.pace(TICK.multipliedBy(2));
    ids.forEach(id -> ensemble.server(id).start());
  }

  private static void stopped(ServerProcess server) {
    server.terminate();
    server.start();
  }

  private static void paused(ServerProcess server) {
    server.pause();
    Worker.pace(SESSION_TIMEOUT.plus(TICK.multipliedBy(2)));
    server.resume();
  }

  private void awaitProgressOfAll() {
    Map<Worker, Long> before =
        workers.stream().collect(Collectors.toMap(it -> it, Worker::progress));
    await()
        .atMost(PROGRESS_WITHIN)
        .untilAsserted(
            () ->
                assertThat(workers)
                    .allSatisfy(
                        worker -> {
                          assertThat(worker.surprise()).as(worker.name()).isNull();
                          assertThat(worker.progress())
                              .as("what %s got done", worker.name())
                              .isGreaterThan(before.get(worker));
                        }));
  }

  /** Stops the clients, reads everything once more, and gives all that should not have been. */
  List<String> finish() throws Exception {
    workers.forEach(Worker::close);
    assertThat(workers).allSatisfy(it -> assertThat(it.surprise()).as(it.name()).isNull());
    Set<Integer> numbers = readZnodes();
    List<String> violations = new ArrayList<>();
    List<ZnodeOperation> operations = history.all(ZnodeOperation.class);
    List<ZnodeOperation> shared =
        operations.stream().filter(it -> !it.path().startsWith(Ephemerals.PARENT)).toList();
    violations.addAll(Linearizability.violations(shared));
    violations.addAll(SessionOrder.violations(operations));
    violations.addAll(EphemeralLife.violations(operations, history.all(SessionEnd.class)));
    violations.addAll(WatchOrder.violations(history.all(WatchNote.class)));
    violations.addAll(SequenceNumbers.violations(history.all(SequentialCreate.class), numbers));
    return violations;
  }

  private Set<Integer> readZnodes() throws Exception {
    try (ZnodeSession session = session("last")) {
      for (int round = 0; round <= rounds.number(); round++) {
        session.perform(Rounds.path(round, 0), new Action.Read());
        session.perform(Rounds.path(round, 1), new Action.Read());
      }
      Worker.pace(SESSION_TIMEOUT.plus(TICK.multipliedBy(4)));
      long now = history.now();
      for (long abandoned : new HashSet<>(ephemerals.abandoned())) {
        history.complete(new SessionEnd("last", abandoned, "long silent", now, now));
      }
      for (String left : session.zookeeper().getChildren(Ephemerals.PARENT, false)) {
        session.perform(Ephemerals.PARENT + "/" + left, new Action.Read());
      }
      Set<Integer> numbers = new TreeSet<>();
      for (String child : session.zookeeper().getChildren("/sequence", false)) {
        numbers.add(Integer.parseInt(child.substring("n-".length())));
      }
      return numbers;
    }
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
    ensemble.close();
    history.close();
  }
}

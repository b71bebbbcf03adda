package io.jackdaw.compat.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.Network;
import io.jackdaw.compat.rig.Places;
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
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** An ensemble, clients at work, and a history of what they saw. */
final class EnsembleTortureRun implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);
  private static final Duration PROGRESS_WITHIN = Duration.ofSeconds(90);

  /** Its reads are of the server that it happens to be connected to. */
  private static final String PLAIN_READER = "p1";

  private final StormyEnsemble ensemble;
  private final History history;
  private final Rounds rounds = new Rounds();
  private final Ephemerals ephemerals = new Ephemerals();
  private final List<Worker> workers = new ArrayList<>();

  private EnsembleTortureRun(StormyEnsemble ensemble, History history) {
    this.ensemble = ensemble;
    this.history = history;
  }

  /** Starts servers and clients; their moments are drawn from {@code random}. */
  static EnsembleTortureRun begin(Network network, int size, SplittableRandom random)
      throws Exception {
    EnsembleTortureRun run =
        new EnsembleTortureRun(
            new StormyEnsemble(network, size, TICK),
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
      for (String parent :
          List.of(Ephemerals.PARENT, "/sequence", LockWorker.GUARDED, StormyEnsemble.LARGE)) {
        session.zookeeper().create(parent, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      }
      requireClocksThatStep(session.zookeeper());
    }
  }

  private void requireClocksThatStep(ZooKeeper client)
      throws KeeperException, InterruptedException {
    Duration ahead = Duration.ofHours(1);
    ensemble.stepClocks(ahead);
    Stat later = client.setData(StormyEnsemble.LARGE, new byte[0], -1);
    ensemble.stepClocks(Duration.ZERO);
    assertThat(later.getMtime())
        .isCloseTo(
            System.currentTimeMillis() + ahead.toMillis(), within(ahead.dividedBy(2).toMillis()));
  }

  private void startWorkers(SplittableRandom random) {
    for (String name : List.of("z1", "z2")) {
      workers.add(znodeWorker(name, random, ZnodeSession::synced));
    }
    workers.add(znodeWorker(PLAIN_READER, random, ZnodeSession::new));
    String connect = ensemble.connectString();
    for (String name : List.of("e1", "e2")) {
      workers.add(
          new EphemeralWorker(
              name, random.split(), connect, SESSION_TIMEOUT, rounds, ephemerals, history));
    }
    workers.add(
        new EphemeralObserver(
            "o1",
            random.split(),
            connect,
            SESSION_TIMEOUT,
            ephemerals,
            history,
            ZnodeSession::synced));
    workers.add(new WatchWorker("w1", connect, SESSION_TIMEOUT, rounds, history));
    for (String name : List.of("l1", "l2", "l3")) {
      workers.add(new LockWorker(name, random.split(), connect, SESSION_TIMEOUT, history));
    }
    workers.forEach(Worker::start);
  }

  private ZnodeWorker znodeWorker(
      String name, SplittableRandom random, ZnodeSession.Opener opener) {
    return new ZnodeWorker(
        name, random.split(), ensemble.connectString(), SESSION_TIMEOUT, rounds, history, opener);
  }

  /** Lets a storm happen, then waits until all servers serve and every client has been served. */
  void suffer(Storm storm) {
    history.remark(storm.toString());
    rounds.faultBegins();
    ensemble.suffer(storm);
    rounds.faultIsOver();
    history.remark("over");
    ensemble.awaitService();
    awaitProgressOfAll();
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
    violations.addAll(
        Linearizability.violations(
            operations.stream().filter(EnsembleTortureRun::isOfOneCopy).toList()));
    violations.addAll(SessionOrder.violations(operations));
    violations.addAll(EphemeralLife.violations(operations, history.all(SessionEnd.class)));
    violations.addAll(WatchOrder.violations(history.all(WatchNote.class)));
    violations.addAll(SequenceNumbers.violations(history.all(SequentialCreate.class), numbers));
    violations.addAll(LockAudit.violations(history.all(GuardedWrite.class)));
    return violations;
  }

  /** Whether it has to fit into one order with all others of its znode. */
  private static boolean isOfOneCopy(ZnodeOperation operation) {
    boolean plainRead =
        operation.action() instanceof Action.Read && operation.client().equals(PLAIN_READER);
    return !plainRead && !operation.path().startsWith(Ephemerals.PARENT);
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

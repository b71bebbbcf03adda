package io.jackdaw.compat.torture;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.KafkaClients;
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
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;

/** One server, clients of both protocols at work, and a history of what they saw. */
final class TortureRun implements AutoCloseable {
  private static final String TOPIC = "torture";
  private static final String GROUP = "torture-readers";
  private static final int PARTITIONS = 3;
  private static final String LAST = "last";

  /** Longer than any restart, and shorter than a pause. */
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(4);

  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration PROGRESS_WITHIN = Duration.ofSeconds(60);

  private final JackdawProcess server;
  private final KafkaClients kafka;
  private final History history;
  private final Rounds rounds = new Rounds();
  private final Ephemerals ephemerals = new Ephemerals();
  private final List<Worker> workers = new ArrayList<>();

  private TortureRun(JackdawProcess server, History history) {
    this.server = server;
    this.kafka = new KafkaClients(server.bootstrapServers());
    this.history = history;
  }

  /** Starts a server and all clients; their moments are drawn from {@code random}. */
  static TortureRun begin(String name, SplittableRandom random) throws Exception {
    JackdawProcess server =
        JackdawProcess.fresh(name, Map.of("coordination.tickTime", Long.toString(TICK.toMillis())));
    return begin(name, random, server);
  }

  /** The same on a server that runs already; the run closes it. */
  static TortureRun begin(String name, SplittableRandom random, JackdawProcess server)
      throws Exception {
    TortureRun run =
        new TortureRun(
            server, new History(Places.freshFolder(name + "-history").resolve("history.txt")));
    try {
      run.prepare();
      run.startWorkers(random);
      return run;
    } catch (Exception failure) {
      run.close();
      throw failure;
    }
  }

  JackdawProcess server() {
    return server;
  }

  History history() {
    return history;
  }

  private void prepare() throws ExecutionException, InterruptedException, KeeperException {
    try (Admin admin = kafka.admin()) {
      admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
    }
    try (ZnodeSession session = session("prepare")) {
      for (String parent : List.of(Ephemerals.PARENT, "/sequence")) {
        session.zookeeper().create(parent, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      }
    }
  }

  private ZnodeSession session(String client) {
    return new ZnodeSession(client, server.connectString(), Duration.ofSeconds(8), history);
  }

  private void startWorkers(SplittableRandom random) {
    String connect = server.connectString();
    for (String name : List.of("z1", "z2", "z3")) {
      workers.add(new ZnodeWorker(name, random.split(), connect, SESSION_TIMEOUT, rounds, history));
    }
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
            ZnodeSession::new));
    workers.add(new WatchWorker("w1", connect, SESSION_TIMEOUT, rounds, history));
    for (String name : List.of("p1", "p2")) {
      workers.add(new ProducerWorker(name, random.split(), kafka, TOPIC, PARTITIONS, history));
    }
    workers.add(new GroupWorker("g1", kafka, GROUP, TOPIC, history));
    workers.add(new OffsetObserver("c1", kafka, GROUP, history));
    workers.forEach(Worker::start);
  }

  // ---- faults

  /** Waits until every client has been served since now. */
  void awaitProgressOfAll() {
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

  /** Does all that the schedule says, each fault after everybody was served again. */
  void suffer(FaultSchedule schedule) {
    for (FaultSchedule.Step step : schedule.steps()) {
      awaitProgressOfAll();
      Worker.pace(Duration.ofMillis(step.delayMs()));
      history.remark(step.toString());
      rounds.faultBegins();
      inflict(step);
      rounds.faultIsOver();
      history.remark("over");
    }
    awaitProgressOfAll();
  }

  private void inflict(FaultSchedule.Step step) {
    switch (step.fault()) {
      case KILL -> {
        server.kill();
        server.start();
      }
      case KILL_TWICE -> {
        server.kill();
        server.begin();
        Worker.pace(Duration.ofMillis(step.secondDelayMs()));
        server.kill();
        server.start();
      }
      case STOP -> {
        assertThat(server.terminate()).as("exit code after SIGTERM").isIn(0, 143);
        server.start();
      }
      case PAUSE -> {
        server.pause();
        Worker.pace(SESSION_TIMEOUT.plus(TICK.multipliedBy(2)));
        server.resume();
      }
    }
  }

  // ---- the end

  /** Stops the clients, reads everything once more, and gives all that should not have been. */
  List<String> finish() throws Exception {
    workers.forEach(Worker::close);
    assertThat(workers).allSatisfy(it -> assertThat(it.surprise()).as(it.name()).isNull());
    Set<Integer> numbers = readZnodes();
    List<RecordSeen> left = readRecords();
    readOffsets();

    List<String> violations = new ArrayList<>();
    List<ZnodeOperation> operations = history.all(ZnodeOperation.class);
    List<ZnodeOperation> shared =
        operations.stream().filter(it -> !it.path().startsWith(Ephemerals.PARENT)).toList();
    violations.addAll(Linearizability.violations(shared));
    violations.addAll(SessionOrder.violations(operations));
    violations.addAll(EphemeralLife.violations(operations, history.all(SessionEnd.class)));
    violations.addAll(WatchOrder.violations(history.all(WatchNote.class)));
    violations.addAll(SequenceNumbers.violations(history.all(SequentialCreate.class), numbers));
    violations.addAll(
        RecordAudit.violations(history.all(RecordSent.class), history.all(RecordSeen.class), left));
    violations.addAll(
        CommitAudit.violations(history.all(OffsetCommitted.class), history.all(OffsetRead.class)));
    return violations;
  }

  /** Reads every znode of every round, and what is left of ephemerals once all must be gone. */
  private Set<Integer> readZnodes() throws Exception {
    try (ZnodeSession session = session(LAST)) {
      for (int round = 0; round <= rounds.number(); round++) {
        session.perform(Rounds.path(round, 0), new Action.Read());
        session.perform(Rounds.path(round, 1), new Action.Read());
      }
      Worker.pace(SESSION_TIMEOUT.plus(TICK.multipliedBy(3)));
      long now = history.now();
      for (long abandoned : new HashSet<>(ephemerals.abandoned())) {
        history.complete(new SessionEnd(LAST, abandoned, "long silent", now, now));
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

  private List<RecordSeen> readRecords() {
    List<RecordSeen> left = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = kafka.consumer("auditor", Map.of())) {
      List<TopicPartition> partitions =
          IntStream.range(0, PARTITIONS).mapToObj(it -> new TopicPartition(TOPIC, it)).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          long now = history.now();
          left.add(
              new RecordSeen(LAST, record.partition(), record.offset(), record.value(), now, now));
        }
      }
    }
    return left;
  }

  private void readOffsets() {
    OffsetObserver observer = new OffsetObserver(LAST, kafka, GROUP, history);
    observer.start();
    await().atMost(30, SECONDS).until(() -> observer.progress() > 0);
    observer.close();
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
    server.close();
    history.close();
  }
}

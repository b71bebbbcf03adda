package io.jackdaw.benchmarks;

import io.jackdaw.benchmarks.Contender.Ports;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/**
 * Operations on znodes of 100 bytes, through Apache's client, with fsync on both sides: each client
 * keeps {@code inFlight} requests on their way.
 */
record Znodes(String name, int clients, int inFlight, int operations) implements Measurement {
  private static final byte[] DATA = new byte[100];

  private static final Figure READY = Figure.less("start to first znode", "ms", 0.25);
  private static final Figure CREATE = Figure.more("create", "ops/s", 1.2);
  private static final Figure SET = Figure.more("setData", "ops/s", 1.2);
  private static final Figure SET_P99 = Figure.less("setData p99", "ms", 0.8);
  private static final Figure GET = Figure.more("getData", "ops/s", 1.2);
  private static final Figure WRITE_CPU = Figure.less("server CPU per 100,000 writes", "s", 0.7);
  private static final Figure READ_CPU = Figure.less("server CPU per 100,000 reads", "s", 0.7);

  @Override
  public List<Contender> contenders() {
    return List.of(Contender.APACHE_ZOOKEEPER, Contender.JACKDAW);
  }

  @Override
  public List<Figure> figures() {
    return List.of(READY, CREATE, SET, SET_P99, GET, WRITE_CPU, READ_CPU);
  }

  @Override
  public Map<String, Double> run(Contender contender, Workplace place) throws Exception {
    Ports ports = Ports.pick();
    Map<String, Double> result = new LinkedHashMap<>();
    List<ZooKeeper> connections = new ArrayList<>();
    try (ServerProcess server = contender.start(place, ports)) {
      server.awaitPort(ports.zookeeper());
      for (int i = 0; i < clients; i++) {
        connections.add(connect(ports.connectString()));
        if (i == 0) {
          create(connections.getFirst(), "/bench");
          result.put(READY.name(), (System.nanoTime() - server.startedNs()) / 1e6);
        }
      }
      load(connections, "warm", operations / 10, Operation.CREATE);
      load(connections, "warm", operations / 10, Operation.SET);
      load(connections, "warm", operations / 10, Operation.GET);

      double before = server.cpuSeconds();
      Rate created = load(connections, "n", operations, Operation.CREATE);
      Rate set = load(connections, "n", operations, Operation.SET);
      double afterWrites = server.cpuSeconds();
      Rate got = load(connections, "n", operations, Operation.GET);
      double afterReads = server.cpuSeconds();

      result.put(CREATE.name(), created.perSecond);
      result.put(SET.name(), set.perSecond);
      result.put(SET_P99.name(), set.latencies.getValueAtPercentile(99) / 1e6);
      result.put(GET.name(), got.perSecond);
      result.put(WRITE_CPU.name(), (afterWrites - before) * 100_000 / (2.0 * operations));
      result.put(READ_CPU.name(), (afterReads - afterWrites) * 100_000 / operations);
    } finally {
      for (ZooKeeper connection : connections) {
        connection.close(1000);
      }
    }
    return result;
  }

  private enum Operation {
    CREATE,
    SET,
    GET
  }

  private record Rate(double perSecond, Histogram latencies) {}

  private Rate load(List<ZooKeeper> connections, String prefix, int count, Operation operation)
      throws InterruptedException {
    Histogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
    int each = Math.max(1, count / connections.size());
    CountDownLatch answered = new CountDownLatch(each * connections.size());
    AtomicInteger refused = new AtomicInteger();
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int client = 0; client < connections.size(); client++) {
      ZooKeeper connection = connections.get(client);
      String base = "/bench/" + prefix + client + "-";
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    Semaphore window = new Semaphore(inFlight);
                    for (int i = 0; i < each; i++) {
                      window.acquireUninterruptibly();
                      long sent = System.nanoTime();
                      send(
                          connection,
                          operation,
                          base + i,
                          code -> {
                            latencies.recordValue(System.nanoTime() - sent);
                            if (code != 0) {
                              refused.incrementAndGet();
                            }
                            window.release();
                            answered.countDown();
                          });
                    }
                  }));
    }
    answered.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    for (Thread thread : threads) {
      thread.join();
    }
    if (refused.get() > 0) {
      throw new IllegalStateException(refused + " operations were refused");
    }
    return new Rate(each * connections.size() / seconds, latencies);
  }

  private interface Answer {
    void of(int code);
  }

  private static void send(ZooKeeper connection, Operation operation, String path, Answer answer) {
    switch (operation) {
      case CREATE ->
          connection.create(
              path,
              DATA,
              ZooDefs.Ids.OPEN_ACL_UNSAFE,
              CreateMode.PERSISTENT,
              (int code, String asked, Object context, String name) -> answer.of(code),
              null);
      case SET ->
          connection.setData(path, DATA, -1, (code, asked, context, stat) -> answer.of(code), null);
      case GET ->
          connection.getData(
              path, false, (code, asked, context, data, stat) -> answer.of(code), null);
    }
  }

  private static ZooKeeper connect(String address) throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeper connection =
        new ZooKeeper(
            address,
            30_000,
            event -> {
              if (event.getState()
                  == org.apache.zookeeper.Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
              }
            });
    if (!connected.await(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no connection to " + address);
    }
    return connection;
  }

  private static void create(ZooKeeper connection, String path) throws Exception {
    connection.create(path, DATA, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
  }
}

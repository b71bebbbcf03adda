package io.jackdaw.benchmarks.zookeeper;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** The same operations through Apache's client, whose own cost then limits the rates. */
public final class ApacheClients implements Load {
  private static final int CLIENTS = 16;
  private static final int WINDOW = 32;
  private static final Figure CREATE = Figure.more("create, Apache's client", "ops/s");
  private static final Figure SET = Figure.more("setData, Apache's client", "ops/s");
  private static final Figure GET = Figure.more("getData, Apache's client", "ops/s");

  @Override
  public String name() {
    return "zookeeper-apache-client";
  }

  @Override
  public String what() {
    return "create, set and get by 16 of Apache's clients, each with 32 requests on their way";
  }

  @Override
  public Protocol protocol() {
    return Protocol.ZOOKEEPER;
  }

  @Override
  public List<Figure> figures() {
    return List.of(CREATE, SET, GET);
  }

  private interface Operation {
    void send(ZooKeeper client, String path, IntConsumer answered);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    stand.server();
    Tree tree = Tree.make(stand, CLIENTS);
    List<ZooKeeper> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(ApacheClient.connect(stand.ports().connectString()));
      }
      Operation create =
          (client, path, answered) ->
              client.create(
                  path,
                  Tree.DATA,
                  ZooDefs.Ids.OPEN_ACL_UNSAFE,
                  CreateMode.PERSISTENT,
                  (int code, String asked, Object context, String name) -> answered.accept(code),
                  null);
      Operation set =
          (client, path, answered) ->
              client.setData(
                  path, Tree.DATA, -1, (code, asked, context, stat) -> answered.accept(code), null);
      Operation get =
          (client, path, answered) ->
              client.getData(
                  path, false, (code, asked, context, data, stat) -> answered.accept(code), null);
      Duration warm = stand.effort().warm();
      Duration measured = stand.effort().measured();
      rate(clients, tree, "/warm", true, create, warm);
      recorder.record(CREATE, rate(clients, tree, "/n", true, create, measured));
      rate(clients, tree, "", false, set, warm);
      recorder.record(SET, rate(clients, tree, "", false, set, measured));
      rate(clients, tree, "", false, get, warm);
      recorder.record(GET, rate(clients, tree, "", false, get, measured));
    } finally {
      for (ZooKeeper client : clients) {
        client.close(1000);
      }
    }
  }

  /** Operations a second on each client's parent, or on numbered znodes below it. */
  private static double rate(
      List<ZooKeeper> clients,
      Tree tree,
      String prefix,
      boolean numbered,
      Operation operation,
      Duration time)
      throws InterruptedException {
    LongAdder done = new LongAdder();
    AtomicInteger refused = new AtomicInteger();
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      ZooKeeper client = clients.get(i);
      String path = tree.parent(i) + prefix;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    Semaphore window = new Semaphore(WINDOW);
                    for (int n = 0; System.nanoTime() - start < time.toNanos(); n++) {
                      window.acquireUninterruptibly();
                      operation.send(
                          client,
                          numbered ? path + n : path,
                          code -> {
                            if (code != 0) {
                              refused.incrementAndGet();
                            }
                            done.increment();
                            window.release();
                          });
                    }
                    window.acquireUninterruptibly(WINDOW);
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (refused.get() > 0) {
      throw new IllegalStateException(refused + " operations were refused");
    }
    return done.sum() / ((System.nanoTime() - start) / 1e9);
  }
}

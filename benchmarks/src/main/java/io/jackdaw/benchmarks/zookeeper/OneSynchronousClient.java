package io.jackdaw.benchmarks.zookeeper;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** What one caller waits, who asks again only when answered, through Apache's client. */
public final class OneSynchronousClient implements Load {
  private static final Figure SET_P50 = Figure.less("setData, p50", "ms");
  private static final Figure SET_P99 = Figure.less("setData, p99", "ms");
  private static final Figure GET_P50 = Figure.less("getData, p50", "ms");
  private static final Figure GET_P99 = Figure.less("getData, p99", "ms");

  @Override
  public String name() {
    return "zookeeper-synchronous";
  }

  @Override
  public String what() {
    return "latency of one synchronous caller of Apache's client";
  }

  @Override
  public Protocol protocol() {
    return Protocol.ZOOKEEPER;
  }

  @Override
  public List<Figure> figures() {
    return List.of(SET_P50, SET_P99, GET_P50, GET_P99);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    stand.server();
    ZooKeeper client = ApacheClient.connect(stand.ports().connectString());
    try {
      String path = stand.name("/one");
      client.create(path, Tree.DATA, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      Call set = () -> client.setData(path, Tree.DATA, -1);
      Call get = () -> client.getData(path, false, null);
      repeat(set, stand.effort().warm().toNanos());
      Histogram sets = repeat(set, stand.effort().measured().toNanos());
      repeat(get, stand.effort().warm().toNanos());
      Histogram gets = repeat(get, stand.effort().measured().toNanos());
      recorder.record(SET_P50, sets.getValueAtPercentile(50) / 1e6);
      recorder.record(SET_P99, sets.getValueAtPercentile(99) / 1e6);
      recorder.record(GET_P50, gets.getValueAtPercentile(50) / 1e6);
      recorder.record(GET_P99, gets.getValueAtPercentile(99) / 1e6);
    } finally {
      client.close(1000);
    }
  }

  /** One request and its answer. */
  interface Call {
    void run() throws Exception;
  }

  static Histogram repeat(Call call, long nanos) throws Exception {
    Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    long end = System.nanoTime() + nanos;
    for (long now = System.nanoTime(); now < end; ) {
      call.run();
      long after = System.nanoTime();
      latencies.recordValue(after - now);
      now = after;
    }
    return latencies;
  }
}

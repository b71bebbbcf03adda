package io.jackdaw.benchmarks.zookeeper;

import io.jackdaw.benchmarks.replay.FramedChannel;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One change that a thousand sessions watch: from the write's sending to the last event. */
public final class Watchers implements Load {
  private static final int SESSIONS = 1000;
  private static final int CHANGES = 500;
  private static final int BUFFER_BYTES = 4096;
  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(30);
  private static final Figure LAST_P50 = Figure.less("last of 1,000 events, p50", "ms");
  private static final Figure LAST_P99 = Figure.less("last of 1,000 events, p99", "ms");
  private static final Figure CPU = Figure.less("CPU per 100,000 events", "s");

  @Override
  public String name() {
    return "zookeeper-watchers";
  }

  @Override
  public String what() {
    return "one change to a znode that 1,000 sessions watch, until the last has its event";
  }

  @Override
  public Protocol protocol() {
    return Protocol.ZOOKEEPER;
  }

  @Override
  public List<Figure> figures() {
    return List.of(LAST_P50, LAST_P99, CPU);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    stand.server();
    int port = stand.ports().zookeeper();
    int changes = stand.effort().part(CHANGES);
    String path = stand.name("/watched");
    try (Audience audience = new Audience(port, stand.effort().shared() ? 100 : SESSIONS);
        RawSession writer = new RawSession(port)) {
      writer.call(Frames.create(path, Tree.DATA, false));
      Histogram lasts = new Histogram(LIMIT_NS, 3);
      double cpu = 0;
      for (int change = -changes / 5; change < changes; change++) {
        audience.watch(path);
        double before = stand.server().cpuSeconds();
        long start = System.nanoTime();
        writer.call(Frames.setData(path, Tree.DATA));
        audience.await(audience.size());
        long took = System.nanoTime() - start;
        if (change >= 0) {
          lasts.recordValue(took);
          cpu += stand.server().cpuSeconds() - before;
        }
      }
      recorder.record(LAST_P50, lasts.getValueAtPercentile(50) / 1e6);
      recorder.record(LAST_P99, lasts.getValueAtPercentile(99) / 1e6);
      recorder.record(CPU, cpu * 1e5 / ((double) changes * audience.size()));
    }
  }

  /** The sessions that watch, all read by one thread. */
  private static final class Audience implements AutoCloseable {
    private final Selector selector = Selector.open();
    private final List<FramedChannel> sessions = new ArrayList<>();
    private int heard;

    Audience(int port, int size) throws IOException {
      for (int i = 0; i < size; i++) {
        FramedChannel channel = new FramedChannel(new RawSession(port).channel(), BUFFER_BYTES);
        channel.await(selector, false).attach(channel);
        sessions.add(channel);
      }
    }

    int size() {
      return sessions.size();
    }

    /** Returns when every session watches {@code path}. */
    void watch(String path) throws IOException {
      byte[] frame = Frames.getData(path, true);
      for (FramedChannel session : sessions) {
        session.out().put(frame);
        session.flush();
      }
      await(sessions.size());
    }

    /** Waits for {@code frames} frames: replies or events. */
    void await(int frames) throws IOException {
      heard = 0;
      long start = System.nanoTime();
      while (heard < frames) {
        selector.select(1000);
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.attachment() instanceof FramedChannel channel) {
            channel.read(this::hear);
          }
        }
        selector.selectedKeys().clear();
        if (System.nanoTime() - start > LIMIT_NS) {
          throw new IllegalStateException("heard only %d of %d".formatted(heard, frames));
        }
      }
    }

    private void hear(ByteBuffer frame) {
      heard++;
    }

    @Override
    public void close() throws IOException {
      for (FramedChannel session : sessions) {
        session.close();
      }
      selector.close();
    }
  }
}

package io.jackdaw.benchmarks.replay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Connections that replay scripts, all driven by the thread that calls.
 *
 * <p>A <b>closed</b> loop keeps a number of requests on their way on each connection, and so finds
 * how much the server can do. An <b>open</b> loop sends at a fixed rate whether or not earlier
 * requests were answered, and counts each latency from when its request was due: a server that
 * stalls is charged for all that should have been sent meanwhile.
 */
public final class Replay implements AutoCloseable {
  private static final long STALLED_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long SHORTEST_SELECT_NS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long NAP_NS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final int BUFFER_FRAMES = 4;
  private static final int LEAST_BUFFER_BYTES = 64 * 1024;

  private final Selector selector;
  private final List<Line> lines = new ArrayList<>();
  private Histogram latencies = histogram();
  private long answered;

  public Replay() throws IOException {
    selector = Selector.open();
  }

  /** Adds a connection that is past its handshake, and what it will say. */
  public void add(SocketChannel channel, Script script) throws IOException {
    int bufferBytes = Math.max(LEAST_BUFFER_BYTES, BUFFER_FRAMES * script.frameBytes());
    lines.add(new Line(new FramedChannel(channel, bufferBytes), script));
  }

  /** Lets every connection say something else; nothing may be on its way. */
  public void say(List<? extends Script> scripts) {
    for (int i = 0; i < lines.size(); i++) {
      lines.get(i).script = scripts.get(i);
    }
  }

  /** Keeps {@code window} requests on their way on each connection. */
  public Outcome closed(int window, Until until) throws IOException {
    begin();
    long start = System.nanoTime();
    long progress = 0;
    long progressNs = start;
    while (true) {
      long now = System.nanoTime();
      boolean inTime = now - start < until.nanos();
      boolean over = true;
      for (Line line : lines) {
        boolean more = inTime && line.written < until.requests();
        while (more && line.due.size() < window && line.room()) {
          line.write(now);
          more = line.written < until.requests();
        }
        line.flush();
        over &= !more && line.due.size() == 0;
      }
      if (over) {
        return outcome(start);
      }
      select(1000);
      if (answered > progress) {
        progress = answered;
        progressNs = now;
      }
      failIfStalled(now - progressNs);
    }
  }

  /** Sends {@code perSecond} requests a second, each connection in turn. */
  public Outcome open(double perSecond, Duration time) throws IOException {
    begin();
    double interval = 1e9 / perSecond;
    long requests = (long) (perSecond * time.toNanos() / 1e9);
    long start = System.nanoTime();
    long written = 0;
    while (answered < requests) {
      long now = System.nanoTime();
      while (written < requests && start + (long) (written * interval) <= now) {
        Line line = lines.get((int) (written % lines.size()));
        if (!line.room()) {
          break; // The request stays due: its latency grows.
        }
        line.write(start + (long) (written * interval));
        written++;
      }
      for (Line line : lines) {
        line.flush();
      }
      long next = start + (long) (written * interval) - System.nanoTime();
      if (next < SHORTEST_SELECT_NS) {
        LockSupport.parkNanos(Math.min(next, NAP_NS));
        select(0);
      } else {
        select(TimeUnit.NANOSECONDS.toMillis(next));
      }
      failIfStalled(System.nanoTime() - start - time.toNanos());
    }
    return outcome(start);
  }

  private void begin() throws IOException {
    latencies = histogram();
    answered = 0;
    for (Line line : lines) {
      line.register();
    }
  }

  private Outcome outcome(long start) {
    return new Outcome(answered, (System.nanoTime() - start) / 1e9, latencies);
  }

  private void failIfStalled(long quietNs) {
    if (quietNs > STALLED_NS) {
      throw new IllegalStateException("no reply for a minute, after %,d".formatted(answered));
    }
  }

  private void select(long timeoutMs) throws IOException {
    if (timeoutMs <= 0) {
      selector.selectNow();
    } else {
      selector.select(timeoutMs);
    }
    for (SelectionKey key : selector.selectedKeys()) {
      if (key.isReadable() && key.attachment() instanceof Line line) {
        line.channel.read(line::answer);
      }
    }
    selector.selectedKeys().clear();
  }

  private static Histogram histogram() {
    return new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
  }

  @Override
  public void close() throws IOException {
    for (Line line : lines) {
      line.channel.close();
    }
    selector.close();
  }

  /** One connection, its script, and when the requests on their way were due. */
  private final class Line {
    private final FramedChannel channel;
    private final DueTimes due = new DueTimes();
    private Script script;
    private long written;
    private boolean blocked;

    Line(FramedChannel channel, Script script) {
      this.channel = channel;
      this.script = script;
    }

    void register() throws IOException {
      written = 0;
      blocked = false;
      channel.await(selector, blocked).attach(this);
    }

    boolean room() {
      return channel.out().remaining() >= script.frameBytes();
    }

    void write(long dueNs) {
      script.write(channel.out());
      due.add(dueNs);
      written++;
    }

    void flush() throws IOException {
      boolean all = channel.flush();
      if (blocked == all) {
        blocked = !all;
        channel.await(selector, blocked).attach(this);
      }
    }

    void answer(ByteBuffer reply) {
      if (script.read(reply)) {
        latencies.recordValue(Math.max(0, System.nanoTime() - due.remove()));
        answered++;
      }
    }
  }
}

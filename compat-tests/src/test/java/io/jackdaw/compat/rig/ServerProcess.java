package io.jackdaw.compat.rig;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One process that serves one protocol: a coordination service or a broker. It can die at any
 * moment and comes back on the same data and the same port.
 */
public abstract class ServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final int port = Places.freePort();
  private @Nullable ExternalProcess process;

  /** Starts the program; does not wait until it is ready. */
  protected abstract ExternalProcess launch();

  /** Starts it, on what an earlier process left, and waits until it accepts connections. */
  public final void start() {
    begin();
    Readiness.await(running(), "ready on port " + port, this::ready);
  }

  /** Starts it, and does not wait. */
  public final void begin() {
    process = launch();
  }

  /** Whether it runs, or sleeps: it has neither ended by itself nor been made to. */
  public final boolean alive() {
    return running().alive();
  }

  /** Whether clients can come: somebody listens, unless a server needs more. */
  protected boolean ready() {
    return Readiness.accepts(host(), port);
  }

  /** Where its clients find it. */
  protected String host() {
    return "127.0.0.1";
  }

  /** {@code kill -9}: nothing of it runs when this returns. */
  public final void kill() {
    running().close();
  }

  /** {@code SIGTERM}, then waits for the end. */
  public final void terminate() {
    running().family().forEach(ProcessHandle::destroy);
    running().await(PATIENCE);
  }

  /** {@code SIGSTOP}: it keeps its sockets and does nothing. */
  public final void pause() {
    running().signal("STOP");
  }

  /** {@code SIGCONT}. */
  public final void resume() {
    running().signal("CONT");
  }

  /** All that it has written since its last start: the log is part of it. */
  public final String log() {
    return running().everything();
  }

  public final int port() {
    return port;
  }

  /** {@code host:port} where its clients connect. */
  public final String address() {
    return host() + ":" + port;
  }

  private ExternalProcess running() {
    return Objects.requireNonNull(process, "it was never started");
  }

  @Override
  public final void close() {
    if (process != null) {
      process.close();
    }
  }
}

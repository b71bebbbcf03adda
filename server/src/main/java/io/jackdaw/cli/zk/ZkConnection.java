package io.jackdaw.cli.zk;

import io.jackdaw.cli.output.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The shell's session: opens it, opens another, and prints what watches report. One thread, but
 * events come on the client's.
 */
final class ZkConnection implements AutoCloseable {
  private final Settings settings;
  private volatile boolean printWatches = true;
  private String server;
  private @Nullable ZooKeeper client;

  /**
   * @param timeoutMs asked-for session timeout
   * @param awaitSession do not go on before the session is there, and fail if it does not come
   *     within the timeout
   * @param chatty also print what happens to the connection itself, as zkCli.sh does
   */
  record Settings(
      String server,
      int timeoutMs,
      boolean readOnly,
      boolean awaitSession,
      boolean chatty,
      @Nullable Path clientConfiguration) {}

  ZkConnection(Settings settings) {
    this.settings = settings;
    this.server = settings.server();
  }

  void open() {
    open(server);
  }

  void open(String newServer) {
    close();
    server = newServer;
    CountDownLatch connected = new CountDownLatch(1);
    try {
      ZooKeeper opened =
          new ZooKeeperAdmin(
              newServer,
              settings.timeoutMs(),
              event -> process(event, connected),
              settings.readOnly(),
              configuration());
      client = opened;
      if (settings.awaitSession()
          && !connected.await(settings.timeoutMs(), TimeUnit.MILLISECONDS)) {
        opened.close();
        throw new Failure(
            "no coordination service answers at " + newServer,
            "Start one with `jackdaw start`, or name another with --server HOST:PORT.");
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new Failure(
          "cannot connect to " + newServer + ": " + e.getMessage(), "Write HOST:PORT[/chroot].", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted while connecting", "", e);
    }
  }

  private ZKClientConfig configuration() {
    try {
      Path file = settings.clientConfiguration();
      return file == null ? new ZKClientConfig() : new ZKClientConfig(file);
    } catch (ConfigException e) {
      throw new Failure(
          "cannot read " + settings.clientConfiguration() + ": " + e.getMessage(), "", e);
    }
  }

  private void process(WatchedEvent event, CountDownLatch connected) {
    boolean aboutConnection = event.getType() == Watcher.Event.EventType.None;
    if (printWatches && (settings.chatty() || !aboutConnection)) {
      System.out.println("\nWATCHER::");
      System.out.println("\n" + event);
    }
    boolean usable =
        event.getState() == Watcher.Event.KeeperState.SyncConnected
            || event.getState() == Watcher.Event.KeeperState.ConnectedReadOnly;
    if (aboutConnection && usable) {
      connected.countDown();
    }
  }

  /** The client, or null when there is no living session. */
  @Nullable ZooKeeper client() {
    ZooKeeper current = client;
    return current != null && current.getState().isAlive() ? current : null;
  }

  String server() {
    return server;
  }

  /** {@code CONNECTED}, {@code CONNECTING}, {@code CLOSED} … */
  String state() {
    ZooKeeper current = client;
    return current == null ? "CLOSED" : current.getState().toString();
  }

  boolean printsWatches() {
    return printWatches;
  }

  void printWatches(boolean print) {
    printWatches = print;
  }

  @Override
  public void close() {
    ZooKeeper current = client();
    if (current != null) {
      try {
        current.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

package io.jackdaw.kafka.metadata;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordination service, by ZooKeeper's protocol: asynchronous, with refusals as values, and one
 * session after the other when a session expires. Paths are below the chroot.
 *
 * <p>Any thread. Answers and events come on the client's own thread, in the order in which the
 * service gave them, and must be handled soon. At most {@code maxInFlight} requests are under way;
 * others, and all while there is no connection, wait in order. Reads are repeated until they are
 * answered. A write whose connection is lost is answered with {@link Reply#unknown}: the caller
 * looks and decides.
 */
public final class ZookeeperClient implements AutoCloseable {
  /** Somewhat less than {@code jute.maxbuffer} is without being set. */
  private static final long MAX_WRITE_BYTES = 1_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(ZookeeperClient.class);
  private static final int CLOSE_TIMEOUT_MS = 5_000;

  /** Is told of the session and of watched znodes, on the client's thread. */
  public interface Listener {
    /** A connection is there; {@code newSession} unless this session had one before. */
    void connected(long sessionId, boolean newSession);

    /** The connection is gone; the session may or may not survive. */
    default void disconnected() {}

    /** The session and its ephemeral znodes are gone; a new session is on its way. */
    default void expired() {}

    /** Something at or below a watched path was created, changed or deleted. */
    default void changed(String path) {}
  }

  private final ZookeeperConfig config;
  private final CompletableFuture<Void> firstConnection = new CompletableFuture<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final ArrayDeque<ZookeeperRequest<?>> waiting = new ArrayDeque<>();
  private final Object lock = new Object();

  // All guarded by the lock.
  private @Nullable ZooKeeper zookeeper;
  private boolean connected;
  private boolean closed;
  private int inFlight;
  private long sessionId;

  private ZookeeperClient(ZookeeperConfig config) {
    this.config = config;
  }

  /**
   * Connects, and returns when there is a session.
   *
   * @throws ZookeeperUnavailableException if there is none within the connection time-out
   */
  public static ZookeeperClient connect(ZookeeperConfig config) {
    ZookeeperClient client = new ZookeeperClient(config);
    try {
      client.openSession();
      client.firstConnection.get(config.connectionTimeoutMs(), TimeUnit.MILLISECONDS);
      return client;
    } catch (TimeoutException late) {
      client.close();
      throw new ZookeeperUnavailableException(
          "No coordination service answers at %s within %d ms: start it, or correct"
                  .formatted(config.servers(), config.connectionTimeoutMs())
              + " zookeeper.connect");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      client.close();
      throw new ZookeeperUnavailableException("Interrupted while connecting to " + config);
    } catch (ExecutionException | IOException failure) {
      client.close();
      throw new ZookeeperUnavailableException(
          "Cannot connect to %s: %s".formatted(config, failure.getMessage()));
    }
  }

  public ZookeeperConfig config() {
    return config;
  }

  /** Apache's client of the present session, for tests that have it expire. */
  @Nullable ZooKeeper session() {
    synchronized (lock) {
      return zookeeper;
    }
  }

  boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /** The present session; 0 while there is none. */
  public long sessionId() {
    synchronized (lock) {
      return sessionId;
    }
  }

  /** Tells {@code listener} from now on, and at once of a connection that is already there. */
  public void listen(Listener listener) {
    listeners.add(listener);
    long session;
    synchronized (lock) {
      session = connected ? sessionId : 0;
    }
    if (session != 0) {
      listener.connected(session, true);
    }
  }

  /** Reads a znode. */
  public CompletableFuture<Reply<Znode>> read(String path) {
    return submit(ZookeeperRequest.read(full(path)));
  }

  /** Names of a znode's children, in no order. */
  public CompletableFuture<Reply<List<String>>> children(String path) {
    return submit(ZookeeperRequest.children(full(path)));
  }

  /** Waits until the server that we are connected to has seen all that was written before. */
  public CompletableFuture<Reply<String>> sync() {
    return submit(ZookeeperRequest.sync(full("/")));
  }

  /** Has {@link Listener#changed} called for all that happens at and below {@code path}. */
  public CompletableFuture<Reply<String>> watchRecursively(String path) {
    return submit(
        ZookeeperRequest.watch(full(path), event -> {}, AddWatchMode.PERSISTENT_RECURSIVE));
  }

  /** Does one write; the value is the path that was created, or that was written. */
  public CompletableFuture<MultiReply> write(ZnodeWrite write) {
    return multi(List.of(write));
  }

  /**
   * Does all writes in one step, or none. More than a coordination service takes is refused here
   * with {@link Code#MARSHALLINGERROR}: it would end the connection, and with it all that others
   * have under way.
   */
  public CompletableFuture<MultiReply> multi(List<? extends ZnodeWrite> writes) {
    if (writes.stream().mapToLong(ZnodeWrite::sizeBytes).sum() > MAX_WRITE_BYTES) {
      return CompletableFuture.completedFuture(
          new MultiReply(Code.MARSHALLINGERROR, -1, List.of(), List.of()));
    }
    return submit(ZookeeperRequest.multi(writes, config.chroot()))
        .thenApply(
            reply ->
                reply.value() == null
                    ? new MultiReply(reply.code(), -1, List.of(), List.of())
                    : reply.value());
  }

  /** As {@link #multi}, but with paths that are not below the chroot. */
  CompletableFuture<MultiReply> multiAbsolute(List<? extends ZnodeWrite> writes) {
    return submit(ZookeeperRequest.multi(writes, ""))
        .thenApply(
            reply ->
                reply.value() == null
                    ? new MultiReply(reply.code(), -1, List.of(), List.of())
                    : reply.value());
  }

  /** As {@link #read}, but with a path that is not below the chroot. */
  CompletableFuture<Reply<Znode>> readAbsolute(String path) {
    return submit(ZookeeperRequest.read(path));
  }

  private String full(String path) {
    if (config.chroot().isEmpty()) {
      return path;
    }
    return path.equals("/") ? config.chroot() : config.chroot() + path;
  }

  private <T> CompletableFuture<Reply<T>> submit(ZookeeperRequest<T> request) {
    synchronized (lock) {
      if (!closed) {
        waiting.add(request);
        sendWaiting();
        return request.reply();
      }
    }
    request.fail(Code.SESSIONEXPIRED);
    return request.reply();
  }

  /** Called with the lock held, so that requests leave in the order in which they came. */
  private void sendWaiting() {
    ZooKeeper session = zookeeper;
    while (connected && session != null && inFlight < config.maxInFlight() && !waiting.isEmpty()) {
      ZookeeperRequest<?> request = waiting.poll();
      inFlight++;
      request.send(session, code -> answered(request, code));
    }
  }

  /** Runs on the client's thread; returns whether the request will be sent again. */
  private boolean answered(ZookeeperRequest<?> request, Code code) {
    synchronized (lock) {
      inFlight--;
      boolean lost = code == Code.CONNECTIONLOSS || code == Code.SESSIONEXPIRED;
      boolean again = lost && request.repeatable() && !closed;
      if (again) {
        waiting.add(request);
      }
      sendWaiting();
      return again;
    }
  }

  private void openSession() throws IOException {
    synchronized (lock) {
      if (closed) {
        return;
      }
      SessionWatcher watcher = new SessionWatcher();
      zookeeper =
          new ZooKeeper(
              config.servers(), config.sessionTimeoutMs(), watcher, new LightClientConfig());
      watcher.own(zookeeper);
    }
  }

  /** Hears one session's events. */
  private final class SessionWatcher implements Watcher {
    private final CompletableFuture<ZooKeeper> session = new CompletableFuture<>();
    private boolean connectedBefore;

    void own(ZooKeeper opened) {
      session.complete(opened);
    }

    @Override
    public void process(WatchedEvent event) {
      if (event.getType() != Event.EventType.None) {
        String path = event.getPath();
        String chroot = config.chroot();
        if (path != null && path.startsWith(chroot)) {
          listeners.forEach(listener -> listener.changed(path.substring(chroot.length())));
        }
        return;
      }
      switch (event.getState()) {
        case SyncConnected -> connected();
        case Disconnected -> disconnected();
        case Expired -> expired();
        case AuthFailed ->
            firstConnection.completeExceptionally(new IOException("authentication failed"));
        default -> {}
      }
    }

    private void connected() {
      long id = session.join().getSessionId();
      boolean newSession = !connectedBefore;
      connectedBefore = true;
      synchronized (lock) {
        connected = true;
        sessionId = id;
        sendWaiting();
      }
      firstConnection.complete(null);
      LOG.debug("Connected to {} with session 0x{}", config, Long.toHexString(id));
      listeners.forEach(listener -> listener.connected(id, newSession));
    }

    private void disconnected() {
      synchronized (lock) {
        connected = false;
      }
      listeners.forEach(Listener::disconnected);
    }

    private void expired() {
      LOG.warn("Session with {} has expired; a new one is opened", config);
      synchronized (lock) {
        connected = false;
        sessionId = 0;
      }
      listeners.forEach(Listener::expired);
      try {
        session.join().close();
        openSession();
      } catch (IOException failure) {
        LOG.error("Cannot open a new session with {}", config, failure);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends the session and with it its ephemeral znodes; requests that wait are refused. */
  @Override
  public void close() {
    ZooKeeper session;
    List<ZookeeperRequest<?>> dropped;
    synchronized (lock) {
      closed = true;
      connected = false;
      session = zookeeper;
      zookeeper = null;
      dropped = new ArrayList<>(waiting);
      waiting.clear();
    }
    dropped.forEach(request -> request.fail(Code.SESSIONEXPIRED));
    if (session == null) {
      return;
    }
    try {
      session.close(CLOSE_TIMEOUT_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

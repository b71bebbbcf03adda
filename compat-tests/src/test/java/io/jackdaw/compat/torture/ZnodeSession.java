package io.jackdaw.compat.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jackdaw.compat.torture.ZnodeOperation.Action;
import io.jackdaw.compat.torture.ZnodeOperation.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** A session of Apache's client that writes down what it asks and is told. One thread. */
final class ZnodeSession implements AutoCloseable {
  private final String client;
  private final History history;
  private final ZooKeeper zookeeper;
  private final boolean synced;

  /** Opens one; {@link ZnodeSession#synced} is another way. */
  interface Opener {
    ZnodeSession open(String client, String connectString, Duration timeout, History history);
  }

  ZnodeSession(String client, String connectString, Duration timeout, History history) {
    this(client, connectString, timeout, history, false);
  }

  /** A session that syncs before each read, as one must who wants the newest of an ensemble. */
  static ZnodeSession synced(
      String client, String connectString, Duration timeout, History history) {
    return new ZnodeSession(client, connectString, timeout, history, true);
  }

  private ZnodeSession(
      String client, String connectString, Duration timeout, History history, boolean synced) {
    this.client = client;
    this.history = history;
    this.synced = synced;
    try {
      this.zookeeper = new ZooKeeper(connectString, (int) timeout.toMillis(), event -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ZooKeeper zookeeper() {
    return zookeeper;
  }

  /** 0 until the first connection. */
  long id() {
    return zookeeper.getSessionId();
  }

  /** Whether another session has to be opened. */
  boolean isOver() {
    return !zookeeper.getState().isAlive();
  }

  /** Does it and waits for the answer, or for the news that there will be none. */
  Reply perform(String path, Action action) throws InterruptedException {
    long invokedNs = history.invoke(client, path + " " + action);
    Reply reply;
    try {
      reply = ask(path, action);
    } catch (KeeperException refused) {
      reply = reply(refused);
    }
    boolean unknown = reply instanceof Reply.Unknown;
    history.complete(
        new ZnodeOperation(
            client, id(), path, action, invokedNs, unknown ? Entry.NEVER : history.now(), reply));
    return reply;
  }

  /** Creates a sequential znode; whether that was acknowledged. */
  boolean createSequential(String parent) throws InterruptedException {
    long invokedNs = history.invoke(client, "sequential " + parent);
    int number = -1;
    try {
      String path =
          zookeeper.create(
              parent, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL);
      number = Integer.parseInt(path.substring(path.length() - 10));
    } catch (KeeperException refused) {
      reply(refused);
    }
    history.complete(
        new SequentialCreate(
            client, parent, number, invokedNs, number < 0 ? Entry.NEVER : history.now()));
    return number >= 0;
  }

  private Reply ask(String path, Action action) throws KeeperException, InterruptedException {
    Stat stat = new Stat();
    return switch (action) {
      case Action.Create create -> {
        zookeeper.create(
            path,
            create.value().getBytes(UTF_8),
            Ids.OPEN_ACL_UNSAFE,
            create.ephemeral() ? CreateMode.EPHEMERAL : CreateMode.PERSISTENT,
            stat);
        yield found(create.value(), stat);
      }
      case Action.Set set ->
          found(
              set.value(),
              zookeeper.setData(path, set.value().getBytes(UTF_8), set.expectedVersion()));
      case Action.Delete delete -> {
        zookeeper.delete(path, delete.expectedVersion());
        yield new Reply.Deleted();
      }
      case Action.Read ignored -> {
        if (synced) {
          sync();
        }
        yield found(new String(zookeeper.getData(path, false, stat), UTF_8), stat);
      }
    };
  }

  private void sync() throws KeeperException, InterruptedException {
    CompletableFuture<Integer> outcome = new CompletableFuture<>();
    zookeeper.sync("/", (code, path, context) -> outcome.complete(code), null);
    int code = outcome.join();
    if (code != KeeperException.Code.OK.intValue()) {
      throw KeeperException.create(KeeperException.Code.get(code));
    }
  }

  private static Reply found(String value, Stat stat) {
    return new Reply.Found(value, stat.getVersion(), stat.getMzxid(), stat.getEphemeralOwner());
  }

  private static Reply reply(KeeperException refused) {
    return switch (refused.code()) {
      // Apache's client expires a session by itself when it finds no server for long enough: that
      // says nothing of what the server has done.
      case CONNECTIONLOSS, SESSIONEXPIRED -> new Reply.Unknown();
      case NONODE, NODEEXISTS, BADVERSION, THROTTLEDOP -> new Reply.Refused(refused.code().name());
      default -> throw new AssertionError("no fault explains this answer", refused);
    };
  }

  @Override
  public void close() {
    try {
      zookeeper.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

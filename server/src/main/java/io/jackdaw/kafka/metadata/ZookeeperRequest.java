package io.jackdaw.kafka.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/** A request on its way: how it is sent, and where its answer goes. */
final class ZookeeperRequest<T> {
  private static final byte[] NO_DATA = {};

  /** Sends on a session; must call {@code done} exactly once. */
  private interface Sender<T> {
    void send(ZooKeeper session, Done<T> done);
  }

  private interface Done<T> {
    void answered(int code, @Nullable T value);
  }

  /** Is asked, with the answer's code, whether the request will be sent again. */
  interface Retry {
    boolean again(Code code);
  }

  private final boolean repeatable;
  private final Sender<T> sender;
  private final CompletableFuture<Reply<T>> reply = new CompletableFuture<>();

  private ZookeeperRequest(boolean repeatable, Sender<T> sender) {
    this.repeatable = repeatable;
    this.sender = sender;
  }

  static ZookeeperRequest<Znode> read(String path) {
    return new ZookeeperRequest<>(
        true,
        (session, done) ->
            session.getData(
                path,
                false,
                (code, at, context, data, stat) ->
                    done.answered(
                        code, stat == null ? null : Znode.of(data == null ? NO_DATA : data, stat)),
                null));
  }

  static ZookeeperRequest<List<String>> children(String path) {
    return new ZookeeperRequest<>(
        true,
        (session, done) ->
            session.getChildren(
                path, false, (code, at, context, names) -> done.answered(code, names), null));
  }

  static ZookeeperRequest<String> sync(String path) {
    return new ZookeeperRequest<>(
        true,
        (session, done) ->
            session.sync(path, (code, at, context) -> done.answered(code, at), null));
  }

  static ZookeeperRequest<String> watch(String path, Watcher watcher, AddWatchMode mode) {
    return new ZookeeperRequest<>(
        true,
        (session, done) ->
            session.addWatch(path, mode, (code, at, context) -> done.answered(code, path), null));
  }

  static ZookeeperRequest<MultiReply> multi(List<? extends ZnodeWrite> writes, String chroot) {
    List<Op> ops = writes.stream().map(write -> op(write, chroot)).toList();
    return new ZookeeperRequest<>(
        false,
        (session, done) ->
            session.multi(
                ops,
                (code, at, context, results) ->
                    done.answered(code, multiReply(Code.get(code), results, chroot)),
                null));
  }

  private static Op op(ZnodeWrite write, String chroot) {
    String path = chroot + write.path();
    return switch (write) {
      case ZnodeWrite.Create create ->
          Op.create(path, create.data(), Ids.OPEN_ACL_UNSAFE, mode(create.kind()));
      case ZnodeWrite.Write data -> Op.setData(path, data.data(), data.version());
      case ZnodeWrite.Delete delete -> Op.delete(path, delete.version());
      case ZnodeWrite.Check check -> Op.check(path, check.version());
    };
  }

  private static CreateMode mode(ZnodeWrite.Kind kind) {
    return switch (kind) {
      case PERSISTENT -> CreateMode.PERSISTENT;
      case EPHEMERAL -> CreateMode.EPHEMERAL;
      case SEQUENTIAL -> CreateMode.PERSISTENT_SEQUENTIAL;
    };
  }

  private static MultiReply multiReply(Code code, @Nullable List<OpResult> results, String chroot) {
    List<Znode> written = new ArrayList<>();
    List<String> created = new ArrayList<>();
    int failedAt = -1;
    for (OpResult result : results == null ? List.<OpResult>of() : results) {
      if (result instanceof OpResult.ErrorResult error
          && error.getErr() != Code.OK.intValue()
          && failedAt < 0) {
        failedAt = written.size();
      }
      written.add(
          result instanceof OpResult.SetDataResult data
              ? Znode.of(NO_DATA, data.getStat())
              : new Znode(NO_DATA, -1, 0, 0, 0));
      created.add(
          result instanceof OpResult.CreateResult create
              ? create.getPath().substring(chroot.length())
              : "");
    }
    return new MultiReply(code, failedAt, written, created);
  }

  /** Whether it does no harm to send it twice. */
  boolean repeatable() {
    return repeatable;
  }

  CompletableFuture<Reply<T>> reply() {
    return reply;
  }

  void send(ZooKeeper session, Retry retry) {
    sender.send(
        session,
        (number, value) -> {
          Code code = Code.get(number);
          if (!retry.again(code)) {
            reply.complete(new Reply<>(code, value));
          }
        });
  }

  void fail(Code code) {
    reply.complete(new Reply<>(code, null));
  }
}

package io.jackdaw.zookeeper.apache;

import io.jackdaw.zookeeper.tree.TreeBuilder;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Brings a tree that was read from a snapshot up to the end of the logs. Snapshots were taken while
 * their server went on, so that the first transactions may have been done in part. One thread.
 */
final class Replay {
  private static final int EPOCH_SHIFT = 32;

  private final ZnodeTree tree;
  private final TreeBuilder builder;
  private final Map<Long, Integer> sessions;
  private final long snapshotZxid;
  private long zxid;

  /**
   * @param sessions timeouts in milliseconds by id; changed
   */
  Replay(ZnodeTree tree, Map<Long, Integer> sessions, long snapshotZxid) {
    this.tree = tree;
    this.builder = new TreeBuilder(tree);
    this.sessions = sessions;
    this.snapshotZxid = snapshotZxid;
    this.zxid = snapshotZxid;
  }

  /** Of the last transaction done. */
  long zxid() {
    return zxid;
  }

  /**
   * Does what comes after the snapshot; transactions in the order of the logs.
   *
   * @throws IOException if those right behind the snapshot are missing
   */
  void apply(Transaction next) throws IOException {
    if (next.zxid() <= zxid) {
      return;
    }
    boolean sameEpoch = next.zxid() >>> EPOCH_SHIFT == zxid >>> EPOCH_SHIFT;
    if (zxid == snapshotZxid && sameEpoch && next.zxid() != zxid + 1 && zxid != 0) {
      throw new IOException(
          "it begins at zxid 0x%x, but the newest whole snapshot ends at 0x%x: transactions are missing"
              .formatted(next.zxid(), zxid));
    }
    apply(next.change(), next);
    zxid = next.zxid();
  }

  private void apply(Change change, Transaction of) {
    switch (change) {
      case Change.Created created ->
          builder.create(
              created.path(),
              created.data(),
              created.acl(),
              created.owner(),
              created.parentCreations(),
              of.zxid(),
              of.timeMs());
      case Change.Deleted deleted -> builder.delete(deleted.path(), of.zxid());
      case Change.DataSet set ->
          builder.setData(set.path(), set.data(), set.version(), of.zxid(), of.timeMs());
      case Change.AclSet set -> builder.setAcl(set.path(), set.acl(), set.aversion(), of.zxid());
      case Change.SessionOpened opened -> sessions.put(of.sessionId(), opened.timeoutMs());
      case Change.SessionClosed closed -> {
        closed.deleted().forEach(path -> builder.delete(path, of.zxid()));
        close(of.sessionId(), of.zxid());
      }
      case Change.Several several -> several.changes().forEach(each -> apply(each, of));
      case Change.Nothing nothing -> {}
    }
  }

  private void close(long session, long atZxid) {
    sessions.remove(session);
    builder.ephemeralsOf(session).forEach(path -> builder.delete(path, atZxid));
  }

  /** What there is now, without the ephemeral znodes of sessions that nobody knows. */
  Takeover.State finish() {
    builder.finish(zxid);
    List<Long> dead =
        tree.ephemerals().keySet().stream().filter(id -> !sessions.containsKey(id)).toList();
    dead.forEach(session -> close(session, zxid));
    return new Takeover.State(tree, sessions);
  }
}

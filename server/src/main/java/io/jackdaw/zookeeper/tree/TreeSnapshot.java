package io.jackdaw.zookeeper.tree;

import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tree as it was after one command, read while later commands go on.
 *
 * <p>The tree is walked as it changes, a few znodes at a time: states touched since are left out,
 * and for them those of before count, which the writing thread {@linkplain #keep keeps}. A state
 * carries the number of the last snapshot that has it, so that none is seen twice. The format is in
 * {@code docs/formats/tree-snapshot.md}.
 */
public final class TreeSnapshot implements AutoCloseable {
  static final int MAGIC = 0x4a445452; // JDTR
  static final int VERSION = 3;

  /** The first version did not say which server a session lives on. */
  static final int VERSION_WITHOUT_SERVERS = 1;

  /** The last version with znodes in any order, some twice. */
  static final int VERSION_WITHOUT_ORDER = 2;

  static final byte END = 0;
  static final byte ACL = 1;
  static final byte ZNODE = 2;

  private static final int FLUSH_BYTES = 64 * 1024;

  private final ZnodeTree tree;
  private final int number;
  private final Map<Long, OpenSession> sessions;
  private final List<List<Acl>> acls;
  private final long zxid;
  private final Runnable closed;

  /** States that were replaced or removed before they were met; guarded by the tree's lock. */
  private final KeptStates before = new KeptStates();

  private final Deque<Level> levels = new ArrayDeque<>();

  /** What was met of one znode: its state, if it is part of the snapshot, and what is below. */
  private record Met(String path, @Nullable Znode state, @Nullable Children children) {}

  /** How far the children of one znode were walked. */
  private static final class Level {
    final String path;
    final Children children;
    long cursor;

    Level(String path, Children children) {
      this.path = path;
      this.children = children;
    }
  }

  TreeSnapshot(
      ZnodeTree tree,
      int number,
      Map<Long, OpenSession> sessions,
      List<List<Acl>> acls,
      Runnable closed) {
    this.tree = tree;
    this.number = number;
    this.sessions = Map.copyOf(sessions);
    this.acls = acls;
    this.zxid = tree.lastZxid();
    this.closed = closed;
  }

  /** Of the last command that is part of it. */
  public long zxid() {
    return zxid;
  }

  /** The open sessions by id. */
  public Map<Long, OpenSession> sessions() {
    return sessions;
  }

  /** At least every list that a znode has. */
  public List<List<Acl>> acls() {
    return acls;
  }

  /** Keeps a state that is about to be replaced, if it belongs here. Writing thread. */
  void keep(String path, Znode state) {
    if (state.touchedZxid() <= zxid && state.writtenIn() != number) {
      before.keep(path, state);
    }
  }

  /**
   * Shows every znode once, each after its parent; one thread, once. Holds the tree for a few
   * znodes at a time.
   */
  public void walk(ZnodeVisitor visitor) throws IOException {
    show(List.of(tree.reading(() -> meet(ZnodePath.ROOT, tree.root()))), visitor);
    while (!levels.isEmpty()) {
      Level level = levels.element();
      List<Met> met = new ArrayList<>();
      level.cursor =
          tree.reading(
              () ->
                  level.children.step(
                      level.cursor,
                      child -> {
                        // Who came later, and so all below, has no part in it.
                        if (child.czxid() <= zxid) {
                          met.add(meet(ZnodeTree.childOf(level.path, child.name()), child));
                        }
                      }));
      if (level.cursor < 0) {
        levels.remove();
      }
      show(met, visitor);
    }
    // What is left was removed before the walk came to it; another may be in its place.
    // All was met by now, and nothing is kept any more: the rest is nobody else's.
    KeptStates left = tree.reading(before::takeAll);
    for (Map.Entry<String, Znode> each : left.sorted().entrySet()) {
      Znode state = firstMet(each.getValue());
      if (state != null) {
        visitor.znode(each.getKey(), state);
      }
    }
  }

  private Met meet(String path, Znode znode) {
    Znode state = znode.touchedZxid() <= zxid ? znode : before.take(path);
    return new Met(path, firstMet(state), znode.children());
  }

  private @Nullable Znode firstMet(@Nullable Znode state) {
    if (state == null || state.writtenIn() == number) {
      return null;
    }
    state.writtenIn(number);
    return state;
  }

  private void show(List<Met> all, ZnodeVisitor visitor) throws IOException {
    for (Met met : all) {
      if (met.state != null) {
        visitor.znode(met.path, met.state);
      }
      if (met.children != null) {
        levels.push(new Level(met.path, met.children));
      }
    }
  }

  /** Writes everything; one thread, once. */
  public void writeTo(OutputStream out) throws IOException {
    JuteWriter writer = new JuteWriter();
    writer.writeInt(MAGIC).writeInt(VERSION).writeLong(zxid).writeInt(sessions.size());
    sessions.forEach(
        (id, session) ->
            writer.writeLong(id).writeInt(session.timeoutMs()).writeByte(session.serverId()));
    Map<List<Acl>, Integer> aclIds = new HashMap<>();
    long[] count = {0};
    walk(
        (path, znode) -> {
          write(path, znode, aclIds, writer);
          count[0]++;
          flush(writer, out);
        });
    writer.writeByte(END).writeLong(count[0]).drainTo(out);
  }

  private static void flush(JuteWriter writer, OutputStream out) throws IOException {
    if (writer.sizeBytes() >= FLUSH_BYTES) {
      writer.drainTo(out);
    }
  }

  private static void write(
      String path, Znode znode, Map<List<Acl>, Integer> aclIds, JuteWriter writer) {
    Integer aclId = aclIds.get(znode.acl());
    if (aclId == null) {
      aclId = aclIds.size();
      aclIds.put(znode.acl(), aclId);
      writer.writeByte(ACL).writeInt(aclId).writeVector(znode.acl(), Acl::write);
    }
    writer.writeByte(ZNODE).writeString(path);
    znode.writeData(writer);
    writer
        .writeInt(aclId)
        .writeLong(znode.czxid())
        .writeLong(znode.mzxid())
        .writeLong(znode.pzxid())
        .writeLong(znode.ctimeMs())
        .writeLong(znode.mtimeMs())
        .writeInt(znode.version())
        .writeInt(znode.creations())
        .writeInt(znode.aversion())
        .writeLong(znode.owner())
        .writeLong(znode.touchedZxid());
  }

  @Override
  public void close() {
    closed.run();
  }
}

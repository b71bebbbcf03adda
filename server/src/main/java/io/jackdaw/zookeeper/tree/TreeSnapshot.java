package io.jackdaw.zookeeper.tree;

import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.JuteWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tree as it was after one command, written while later commands go on.
 *
 * <p>The map of znodes is walked as it changes: znodes touched since are skipped, and their states
 * of before, which the writing thread {@linkplain #keep keeps}, are written after the walk. A znode
 * may be written twice, with the same bytes. The format is in {@code
 * docs/formats/tree-snapshot.md}.
 */
public final class TreeSnapshot implements AutoCloseable {
  static final int MAGIC = 0x4a445452; // JDTR
  static final int VERSION = 2;

  /** The first version did not say which server a session lives on. */
  static final int VERSION_WITHOUT_SERVERS = 1;

  static final byte END = 0;
  static final byte ACL = 1;
  static final byte ZNODE = 2;

  private static final int FLUSH_BYTES = 64 * 1024;

  private final Map<String, Znode> znodes;
  private final Map<Long, OpenSession> sessions;
  private final long zxid;
  private final Runnable closed;
  private final Map<String, Znode> before = new ConcurrentHashMap<>();

  TreeSnapshot(
      Map<String, Znode> znodes, Map<Long, OpenSession> sessions, long zxid, Runnable closed) {
    this.znodes = znodes;
    this.sessions = Map.copyOf(sessions);
    this.zxid = zxid;
    this.closed = closed;
  }

  /** Keeps a state that is about to be replaced, if it belongs here. Writing thread. */
  void keep(String path, Znode state) {
    if (state.touchedZxid() <= zxid) {
      before.putIfAbsent(path, state);
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
    long count = 0;
    for (Map.Entry<String, Znode> entry : znodes.entrySet()) {
      if (entry.getValue().touchedZxid() <= zxid) {
        write(entry.getKey(), entry.getValue(), aclIds, writer);
        count++;
        flush(writer, out);
      }
    }
    for (Map.Entry<String, Znode> entry : before.entrySet()) {
      write(entry.getKey(), entry.getValue(), aclIds, writer);
      count++;
      flush(writer, out);
    }
    writer.writeByte(END).writeLong(count).drainTo(out);
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
    writer
        .writeByte(ZNODE)
        .writeString(path)
        .writeBuffer(znode.data())
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

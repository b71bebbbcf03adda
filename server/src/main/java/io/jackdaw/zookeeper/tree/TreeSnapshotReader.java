package io.jackdaw.zookeeper.tree;

import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.AuthId;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what {@link TreeSnapshot} wrote. One thread, one snapshot. */
public final class TreeSnapshotReader {
  private final DataInputStream in;

  public TreeSnapshotReader(InputStream in) {
    this.in = new DataInputStream(new BufferedInputStream(in, 64 * 1024));
  }

  /**
   * Replaces the tree by the snapshot; the tree's writing thread.
   *
   * @return the open sessions by id
   * @throws IOException if these are not the bytes of a whole snapshot
   */
  public Map<Long, OpenSession> loadInto(ZnodeTree tree) throws IOException {
    if (in.readInt() != TreeSnapshot.MAGIC) {
      throw new IOException("not a snapshot of a znode tree: wrong first bytes");
    }
    int version = in.readInt();
    if (version < TreeSnapshot.VERSION_WITHOUT_SERVERS || version > TreeSnapshot.VERSION) {
      throw new IOException(
          "snapshot of a znode tree has version %d, known are %d to %d"
              .formatted(version, TreeSnapshot.VERSION_WITHOUT_SERVERS, TreeSnapshot.VERSION));
    }
    long zxid = in.readLong();
    Map<Long, OpenSession> sessions = readSessions(version > TreeSnapshot.VERSION_WITHOUT_SERVERS);
    tree.clear();
    TreeBuilder builder = new TreeBuilder(tree);
    if (version <= TreeSnapshot.VERSION_WITHOUT_ORDER) {
      Map<String, Znode> unordered = new TreeMap<>();
      readZnodes(tree, unordered::put);
      unordered.forEach(builder::put);
    } else {
      readZnodes(tree, (path, znode) -> place(builder, path, znode));
    }
    builder.finish(zxid);
    tree.replaced();
    return sessions;
  }

  private Map<Long, OpenSession> readSessions(boolean withServers) throws IOException {
    Map<Long, OpenSession> sessions = new HashMap<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      long id = in.readLong();
      int timeoutMs = in.readInt();
      sessions.put(id, new OpenSession(timeoutMs, withServers ? in.readUnsignedByte() : 0));
    }
    return sessions;
  }

  private static void place(TreeBuilder builder, String path, Znode znode) throws IOException {
    if (!builder.put(path, znode)) {
      throw new IOException("znode " + path + " comes before its parent");
    }
  }

  private void readZnodes(ZnodeTree tree, ZnodeVisitor visitor) throws IOException {
    Map<Integer, List<Acl>> acls = new HashMap<>();
    long count = 0;
    for (byte kind = in.readByte(); kind != TreeSnapshot.END; kind = in.readByte()) {
      switch (kind) {
        case TreeSnapshot.ACL -> acls.put(in.readInt(), tree.acls().shared(readAcl()));
        case TreeSnapshot.ZNODE -> {
          String path = readString();
          visitor.znode(path, readZnode(path, acls));
          count++;
        }
        default -> throw new IOException("snapshot has an entry of unknown kind " + kind);
      }
    }
    long expected = in.readLong();
    if (expected != count) {
      throw new IOException("snapshot holds %d znodes of %d".formatted(count, expected));
    }
  }

  private List<Acl> readAcl() throws IOException {
    int count = in.readInt();
    List<Acl> acl = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      acl.add(new Acl(in.readInt(), new AuthId(readString(), readString())));
    }
    return List.copyOf(acl);
  }

  private Znode readZnode(String path, Map<Integer, List<Acl>> acls) throws IOException {
    ZnodeFields fields = Znode.named(ZnodePath.nameOf(path)).data(readBuffer());
    int aclId = in.readInt();
    List<Acl> acl = acls.get(aclId);
    if (acl == null) {
      throw new IOException("znode " + path + " has an undefined list " + aclId);
    }
    long czxid = in.readLong();
    long mzxid = in.readLong();
    long pzxid = in.readLong();
    fields.created(czxid, in.readLong());
    fields.modified(mzxid, in.readLong(), in.readInt());
    fields.childrenChanged(pzxid, in.readInt());
    fields.acl(acl, in.readInt());
    return fields.owner(in.readLong()).touched(in.readLong());
  }

  private String readString() throws IOException {
    byte[] bytes = readBuffer();
    return new String(bytes == null ? new byte[0] : bytes, StandardCharsets.UTF_8);
  }

  private byte @Nullable [] readBuffer() throws IOException {
    int length = in.readInt();
    return length == -1 ? null : in.readNBytes(length);
  }
}

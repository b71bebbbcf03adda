package io.jackdaw.zookeeper.tree;

import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.AuthId;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    tree.load(readZnodes(), zxid);
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

  private Map<String, Znode> readZnodes() throws IOException {
    Map<String, Znode> znodes = new HashMap<>();
    Map<Integer, List<Acl>> acls = new HashMap<>();
    long count = 0;
    while (true) {
      byte kind = in.readByte();
      switch (kind) {
        case TreeSnapshot.ACL -> acls.put(in.readInt(), readAcl());
        case TreeSnapshot.ZNODE -> {
          readZnode(znodes, acls);
          count++;
        }
        case TreeSnapshot.END -> {
          long expected = in.readLong();
          if (expected != count) {
            throw new IOException("snapshot holds %d znodes of %d".formatted(count, expected));
          }
          return znodes;
        }
        default -> throw new IOException("snapshot has an entry of unknown kind " + kind);
      }
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

  private void readZnode(Map<String, Znode> znodes, Map<Integer, List<Acl>> acls)
      throws IOException {
    String path = readString();
    byte[] data = readBuffer();
    int aclId = in.readInt();
    List<Acl> acl = acls.get(aclId);
    if (acl == null) {
      throw new IOException("znode " + path + " has an undefined list " + aclId);
    }
    long czxid = in.readLong();
    long mzxid = in.readLong();
    long pzxid = in.readLong();
    long ctimeMs = in.readLong();
    long mtimeMs = in.readLong();
    int version = in.readInt();
    int creations = in.readInt();
    int aversion = in.readInt();
    long owner = in.readLong();
    long touchedZxid = in.readLong();
    znodes.put(
        path,
        new Znode(
            data,
            acl,
            czxid,
            mzxid,
            pzxid,
            ctimeMs,
            mtimeMs,
            version,
            creations,
            aversion,
            owner,
            touchedZxid,
            new ChildNames()));
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

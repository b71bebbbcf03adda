package io.jackdaw.zookeeper.apache;

import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a snapshot of Apache ZooKeeper 3.4 to 3.9, uncompressed, from a file or from the network.
 * One thread, one snapshot.
 */
public final class SnapshotReader {
  private static final long NO_ZXID = -1;

  private final JuteStream in;

  public SnapshotReader(InputStream in) {
    this.in = new JuteStream(in);
  }

  /**
   * Reads the whole stream. What {@code visitor} was told counts only if this returns.
   *
   * @return the last zxid as the snapshot itself tells it (3.9 and newer), or −1
   * @throws IOException naming the position where this is no whole snapshot
   */
  public long read(SnapshotVisitor visitor) throws IOException {
    SnapshotFormat.checkHeader(in, SnapshotFormat.MAGIC, "a snapshot");
    int sessions = in.readInt();
    for (int i = 0; i < sessions; i++) {
      visitor.session(in.readLong(), in.readInt());
    }
    Map<Long, List<Acl>> acls = readAcls();
    for (String path = in.readString(); !path.equals(ZnodePath.ROOT); path = in.readString()) {
      byte[] data = in.readBuffer();
      List<Acl> acl = acl(in.readLong(), acls, path);
      String name = path.isEmpty() ? ZnodePath.ROOT : path;
      visitor.znode(name, data, acl, PersistedStat.read(in));
    }
    checkSeal();
    return readTail();
  }

  private Map<Long, List<Acl>> readAcls() throws IOException {
    Map<Long, List<Acl>> acls = new HashMap<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      acls.put(in.readLong(), in.readAcl());
    }
    return acls;
  }

  private List<Acl> acl(long id, Map<Long, List<Acl>> acls, String path) throws IOException {
    List<Acl> acl = id == SnapshotFormat.OPEN_ACL ? Acl.OPEN : acls.get(id);
    if (acl == null) {
      throw new IOException(
          "znode %s at position %d refers to the unknown ACL %d"
              .formatted(path, in.position(), id));
    }
    return acl;
  }

  private void checkSeal() throws IOException {
    long at = in.position();
    long expected = in.checksum();
    checkSeal(at, expected, in.readLong());
  }

  private void checkSeal(long at, long expected, long found) throws IOException {
    if (found != expected || !in.readString().equals(ZnodePath.ROOT)) {
      throw new IOException(
          "the checksum at position %d does not fit the bytes before it".formatted(at));
    }
  }

  /**
   * Behind the znodes may come a digest, since 3.6, and the last zxid, since 3.9. Each can be
   * switched off, and nothing says which is there; but a seal begins with 32 zero bits, and a
   * digest's version, which stands in the same place, is never 0.
   */
  private long readTail() throws IOException {
    if (!in.hasMore()) {
      return NO_ZXID;
    }
    long first = in.readLong();
    long at = in.position();
    long checksum = in.checksum();
    long second = in.readLong();
    int digestVersion = (int) (second >>> Integer.SIZE);
    if (digestVersion == 0) {
      checkSeal(at, checksum, second);
      return first;
    }
    if (digestVersion < SnapshotFormat.DIGEST_VERSION) {
      in.skip((int) second); // A text, whose length was read.
    } else {
      in.readInt(); // The other half of the digest.
    }
    checkSeal();
    if (!in.hasMore()) {
      return NO_ZXID;
    }
    long zxid = in.readLong();
    checkSeal();
    return zxid;
  }
}

package io.jackdaw.zookeeper.apache;

import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;

/**
 * Writes a snapshot as Apache ZooKeeper 3.9 does, which 3.4 and newer can read: {@link #begin},
 * every znode once, {@link #end}. One thread, one snapshot; flushes, but does not close, its
 * stream.
 */
public final class SnapshotWriter {
  private static final int FLUSH_BYTES = 64 * 1024;

  private final OutputStream out;
  private final Adler32 sum = new Adler32();
  private final JuteWriter writer = new JuteWriter();
  private final Map<List<Acl>, Long> aclIds = new HashMap<>();
  private long digest;

  public SnapshotWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * @param sessions timeouts in milliseconds by id
   * @param acls every list that a znode will have
   */
  public void begin(Map<Long, Integer> sessions, Collection<List<Acl>> acls) throws IOException {
    writer.writeInt(SnapshotFormat.MAGIC).writeInt(SnapshotFormat.VERSION).writeLong(-1);
    writer.writeInt(sessions.size());
    sessions.forEach((id, timeoutMs) -> writer.writeLong(id).writeInt(timeoutMs));
    aclIds.put(Acl.OPEN, SnapshotFormat.OPEN_ACL);
    JuteWriter table = new JuteWriter();
    int count = 0;
    for (List<Acl> acl : acls) {
      if (!aclIds.containsKey(acl)) {
        aclIds.put(acl, (long) ++count);
        table.writeLong(count).writeVector(acl, Acl::write);
      }
    }
    writer.writeInt(count).writeRaw(table.written());
  }

  /**
   * Writes the next znode: the root first, each after its parent, none twice.
   *
   * @param path {@code /} for the root
   */
  public void znode(String path, byte @Nullable [] data, List<Acl> acl, PersistedStat stat)
      throws IOException {
    Long aclId = aclIds.get(acl);
    if (aclId == null) {
      throw new IllegalStateException("znode " + path + " has an ACL that was not announced");
    }
    String name = path.equals(ZnodePath.ROOT) ? "" : path;
    writer.writeString(name).writeBuffer(data).writeLong(aclId);
    stat.write(writer);
    digest += SnapshotFormat.digest(name, data, stat);
    if (writer.sizeBytes() >= FLUSH_BYTES) {
      drain();
    }
  }

  /**
   * @param zxid of the last transaction contained
   */
  public void end(long zxid) throws IOException {
    writer.writeString(ZnodePath.ROOT);
    seal();
    writer.writeLong(zxid).writeInt(SnapshotFormat.DIGEST_VERSION).writeLong(digest);
    seal();
    writer.writeLong(zxid);
    seal();
    drain();
    out.flush();
  }

  private void seal() throws IOException {
    drain();
    writer.writeLong(sum.getValue()).writeString(ZnodePath.ROOT);
  }

  private void drain() throws IOException {
    sum.update(writer.written());
    writer.drainTo(out);
  }
}

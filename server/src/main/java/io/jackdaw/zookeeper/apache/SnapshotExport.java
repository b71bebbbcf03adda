package io.jackdaw.zookeeper.apache;

import io.jackdaw.zookeeper.tree.TreeSnapshot;
import io.jackdaw.zookeeper.tree.Znode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/** Writes our tree as a snapshot of Apache ZooKeeper. */
public final class SnapshotExport {
  private SnapshotExport() {}

  /**
   * Writes all of {@code snapshot}, while its tree may go on changing.
   *
   * @param snapshot not used before; not closed
   * @param out flushed, not closed
   */
  public static void write(TreeSnapshot snapshot, OutputStream out) throws IOException {
    SnapshotWriter writer = new SnapshotWriter(out);
    Map<Long, Integer> timeoutsMs = new HashMap<>();
    snapshot.sessions().forEach((id, session) -> timeoutsMs.put(id, session.timeoutMs()));
    writer.begin(timeoutsMs, snapshot.acls());
    snapshot.walk((path, znode) -> writer.znode(path, znode.data(), znode.acl(), persisted(znode)));
    writer.end(snapshot.zxid());
  }

  private static PersistedStat persisted(Znode znode) {
    return new PersistedStat(
        znode.czxid(),
        znode.mzxid(),
        znode.ctimeMs(),
        znode.mtimeMs(),
        znode.version(),
        znode.creations(),
        znode.aversion(),
        znode.owner(),
        znode.pzxid());
  }
}

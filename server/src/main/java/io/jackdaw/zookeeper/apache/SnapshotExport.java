package io.jackdaw.zookeeper.apache;

import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import io.jackdaw.zookeeper.wire.Acl;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a tree that does not change meanwhile as a snapshot of Apache ZooKeeper. */
public final class SnapshotExport {
  private SnapshotExport() {}

  /**
   * @param sessions timeouts in milliseconds by id
   * @param out flushed, not closed
   */
  public static void write(ZnodeTree tree, Map<Long, Integer> sessions, OutputStream out)
      throws IOException {
    Set<List<Acl>> acls = new HashSet<>();
    tree.walk((path, znode) -> acls.add(znode.acl()));
    SnapshotWriter writer = new SnapshotWriter(out);
    writer.begin(sessions, acls);
    tree.walk((path, znode) -> writer.znode(path, znode.data(), znode.acl(), persisted(znode)));
    writer.end(tree.lastZxid());
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

package io.jackdaw.zookeeper.apache;

import io.jackdaw.zookeeper.tree.TreeBuilder;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts what a snapshot holds into a new tree. One thread, one snapshot. */
public final class TreeVisitor implements SnapshotVisitor {
  private final TreeBuilder builder;
  private final Map<Long, Integer> sessions = new HashMap<>();

  /**
   * @param tree a new one
   */
  public TreeVisitor(ZnodeTree tree) {
    this.builder = new TreeBuilder(tree);
  }

  /** Timeouts in milliseconds by session; goes on changing while more is told. */
  public Map<Long, Integer> sessions() {
    return sessions;
  }

  @Override
  public void session(long id, int timeoutMs) {
    sessions.put(id, timeoutMs);
  }

  @Override
  public void znode(String path, byte @Nullable [] data, List<Acl> acl, PersistedStat stat)
      throws IOException {
    Znode znode =
        Znode.named(ZnodePath.nameOf(path))
            .data(data)
            .acl(builder.shared(acl), stat.aversion())
            .owner(stat.owner())
            .created(stat.czxid(), stat.ctimeMs())
            .modified(stat.mzxid(), stat.mtimeMs(), stat.version())
            .childrenChanged(stat.pzxid(), stat.creations())
            .touched(Math.max(stat.mzxid(), stat.pzxid()));
    if (!builder.put(path, znode)) {
      throw new IOException("znode " + path + " comes before its parent");
    }
  }
}

package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.session.SessionTable;
import io.jackdaw.zookeeper.tree.TreeChange;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.Acl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a write works on: its change of the tree, the sessions, and the rules it is under. */
public record Applying(TreeChange change, SessionTable sessions, Rules rules, int serverId) {
  @Nullable Znode get(String path) {
    return change.get(path);
  }

  /** The list to store for one that was requested; empty if that is not valid. */
  List<Acl> resolve(List<Acl> requested) {
    return change.credentials().resolve(requested, rules.schemes());
  }

  boolean permits(Znode znode, int permissions) {
    return change.credentials().permit(znode.acl(), permissions);
  }

  boolean exceedsQuota(String path, long znodes, long bytes) {
    return rules.enforceQuota() && change.tree().quotas().wouldExceed(path, znodes, bytes);
  }
}

package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.acl.Credentials;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import io.jackdaw.zookeeper.watch.Watcher;
import io.jackdaw.zookeeper.watch.Watches;
import org.jspecify.annotations.Nullable;

/**
 * What a read may look at, and on whose behalf.
 *
 * @param watcher takes the watches that the request sets
 */
public record Reading(
    ZnodeTree tree, Watches watches, Watcher watcher, long sessionId, Credentials credentials) {

  @Nullable Znode get(String path) {
    return tree.get(path);
  }

  boolean permits(Znode znode, int permissions) {
    return credentials.permit(znode.acl(), permissions);
  }
}

package io.jackdaw.zookeeper.apache;

import io.jackdaw.zookeeper.wire.Acl;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Told what a snapshot holds: first all sessions, then all znodes, parents before children. */
public interface SnapshotVisitor {
  void session(long id, int timeoutMs);

  /**
   * @param path {@code /} for the root, which comes first
   * @param acl the same object for all znodes with the same list
   * @throws IOException if this znode cannot follow those before
   */
  void znode(String path, byte @Nullable [] data, List<Acl> acl, PersistedStat stat)
      throws IOException;
}

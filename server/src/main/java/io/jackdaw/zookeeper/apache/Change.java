package io.jackdaw.zookeeper.apache;

import io.jackdaw.zookeeper.wire.Acl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction of Apache ZooKeeper does. Unlike our commands it says the outcome, computed
 * before it was logged: it is done whatever the state is.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; never changed.
public sealed interface Change {
  /**
   * @param owner 0, a session, or a mark; see {@link io.jackdaw.zookeeper.tree.EphemeralOwner}
   * @param parentCreations children that the parent has then had; −1 in logs of 3.3 and older,
   *     where the reader counts itself
   */
  record Created(
      String path, byte @Nullable [] data, List<Acl> acl, long owner, int parentCreations)
      implements Change {}

  record Deleted(String path) implements Change {}

  record DataSet(String path, byte @Nullable [] data, int version) implements Change {}

  record AclSet(String path, List<Acl> acl, int aversion) implements Change {}

  record SessionOpened(int timeoutMs) implements Change {}

  /**
   * @param deleted the session's ephemeral znodes, as far as the log names them (since 3.6)
   */
  record SessionClosed(List<String> deleted) implements Change {}

  /** A multi; empty if it was refused. */
  record Several(List<Change> changes) implements Change {}

  /** A request that was refused, or only checked something: it used up its zxid. */
  record Nothing() implements Change {}
}

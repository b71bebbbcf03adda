package io.jackdaw.kafka.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A classic group as it is stored.
 *
 * @param protocolType empty for a group that only commits offsets
 * @param protocol chosen for this generation; null while the group is empty
 * @param leader member id; null while the group is empty
 * @param phaseSinceMs when the group came to this phase; −1 in old records
 * @param members none: the group is Empty; else it is Stable
 */
record GroupSnapshot(
    String protocolType,
    int generation,
    @Nullable String protocol,
    @Nullable String leader,
    long phaseSinceMs,
    List<MemberSnapshot> members) {

  /** A member as it is stored; the arrays are shared and not to be changed. */
  @SuppressWarnings("ArrayRecordComponent") // compared in tests only, and by content there
  record MemberSnapshot(
      String id,
      @Nullable String instanceId,
      String clientId,
      String clientHost,
      int rebalanceTimeoutMs,
      int sessionTimeoutMs,
      byte[] subscription,
      byte[] assignment) {}
}

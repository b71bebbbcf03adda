package io.jackdaw.kafka.group;

import java.util.Collection;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.jspecify.annotations.Nullable;

/**
 * A heartbeat of a share group's member: it joins, tells what changed, or leaves.
 *
 * @param memberEpoch 0 joins, −1 leaves
 * @param rackId null unchanged
 * @param topics null unchanged
 */
public record ShareHeartbeat(
    String group,
    String memberId,
    int memberEpoch,
    @Nullable String rackId,
    @Nullable Collection<String> topics,
    String clientId,
    String clientHost) {
  static final int JOIN = 0;
  static final int LEAVE = -1;

  public static ShareHeartbeat of(
      ShareGroupHeartbeatRequestData request, String clientId, String clientHost) {
    return new ShareHeartbeat(
        request.groupId(),
        request.memberId(),
        request.memberEpoch(),
        request.rackId(),
        request.subscribedTopicNames(),
        clientId,
        clientHost);
  }

  boolean joins() {
    return memberEpoch == JOIN;
  }

  /** What is wrong before any group is looked at; null if nothing is. */
  @Nullable String flaw() {
    if (memberId.isBlank()) {
      return "MemberId can't be empty.";
    }
    if (group.isBlank()) {
      return "GroupId can't be empty.";
    }
    if (rackId != null && rackId.isBlank()) {
      return "RackId can't be empty.";
    }
    if (joins()) {
      return topics == null || topics.isEmpty()
          ? "SubscribedTopicNames must be set in first request."
          : null;
    }
    return memberEpoch < LEAVE ? "MemberEpoch is invalid." : null;
  }
}

package io.jackdaw.kafka.group;

import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What can be wrong with a ConsumerGroupHeartbeat before any group is looked at. Any thread. */
final class ConsumerHeartbeatCheck {
  private static final int FIRST_WITH_CLIENT_MADE_IDS = 1;

  private final ConsumerGroupConfig config;

  ConsumerHeartbeatCheck(ConsumerGroupConfig config) {
    this.config = config;
  }

  /** Null if nothing is. */
  @Nullable ConsumerGroupHeartbeatResponseData refusal(ConsumerHeartbeat request, int version) {
    if (!config.enabled()) {
      return ConsumerHeartbeats.refused(Errors.UNSUPPORTED_VERSION, null);
    }
    String invalid = invalid(request, version);
    if (invalid != null) {
      return ConsumerHeartbeats.refused(Errors.INVALID_REQUEST, invalid);
    }
    String assignor = request.assignor();
    return assignor == null || config.assignors().has(assignor)
        ? null
        : ConsumerHeartbeats.refused(
            Errors.UNSUPPORTED_ASSIGNOR,
            "ServerAssignor %s is not supported. Supported assignors: %s."
                .formatted(assignor, String.join(", ", config.assignors().names())));
  }

  private static @Nullable String invalid(ConsumerHeartbeat request, int version) {
    boolean needsId =
        version >= FIRST_WITH_CLIENT_MADE_IDS
            || request.memberEpoch() > ConsumerHeartbeat.JOIN
            || request.memberEpoch() == ConsumerHeartbeat.LEAVE;
    if (needsId && isBlank(request.memberId())) {
      return "MemberId can't be empty.";
    }
    if (isBlank(request.group())) {
      return "GroupId can't be empty.";
    }
    if (isBlank(request.instanceId())) {
      return "InstanceId can't be empty.";
    }
    if (isBlank(request.rackId())) {
      return "RackId can't be empty.";
    }
    if (request.joins()) {
      return invalidJoin(request);
    }
    if (request.memberEpoch() < ConsumerHeartbeat.LEAVE_FOR_NOW) {
      return "MemberEpoch is invalid.";
    }
    return request.memberEpoch() == ConsumerHeartbeat.LEAVE_FOR_NOW && request.instanceId() == null
        ? "InstanceId can't be null."
        : null;
  }

  private static @Nullable String invalidJoin(ConsumerHeartbeat request) {
    if (request.rebalanceTimeoutMs() == -1) {
      return "RebalanceTimeoutMs must be provided in first request.";
    }
    if (request.reported() == null || !request.reported().partitions().isEmpty()) {
      return "TopicPartitions must be empty when (re-)joining.";
    }
    return request.topics() == null && request.regex() == null
        ? "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when"
            + " (re-)joining."
        : null;
  }

  /** Apache Kafka takes white space for nothing. */
  private static boolean isBlank(@Nullable String value) {
    return value != null && value.isBlank();
  }
}

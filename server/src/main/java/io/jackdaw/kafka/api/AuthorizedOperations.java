package io.jackdaw.kafka.api;

import io.jackdaw.kafka.acl.Access;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The bit fields that tell a client what it may do: bit n is the operation with code n. Source:
 * KIP-430.
 */
final class AuthorizedOperations {
  /** Says nothing, because nothing was asked. */
  static final int NOT_ASKED = Integer.MIN_VALUE;

  private static final int ON_CLUSTER =
      bits(
          AclOperation.CREATE,
          AclOperation.ALTER,
          AclOperation.DESCRIBE,
          AclOperation.CLUSTER_ACTION,
          AclOperation.DESCRIBE_CONFIGS,
          AclOperation.ALTER_CONFIGS,
          AclOperation.IDEMPOTENT_WRITE);

  private static final int ON_TOPIC =
      bits(
          AclOperation.READ,
          AclOperation.WRITE,
          AclOperation.CREATE,
          AclOperation.DELETE,
          AclOperation.ALTER,
          AclOperation.DESCRIBE,
          AclOperation.DESCRIBE_CONFIGS,
          AclOperation.ALTER_CONFIGS);

  private static final int ON_GROUP =
      bits(
          AclOperation.READ,
          AclOperation.DELETE,
          AclOperation.DESCRIBE,
          AclOperation.DESCRIBE_CONFIGS,
          AclOperation.ALTER_CONFIGS);

  private AuthorizedOperations() {}

  /** None for whom may not even describe the cluster. */
  static int onCluster(RequestContext context) {
    return context.mayCluster(AclOperation.DESCRIBE)
        ? allowed(context.access(), ON_CLUSTER, ResourceType.CLUSTER, Resource.CLUSTER_NAME)
        : 0;
  }

  static int onTopic(RequestContext context, String topic) {
    return allowed(context.access(), ON_TOPIC, ResourceType.TOPIC, topic);
  }

  static int onGroup(RequestContext context, String group) {
    return allowed(context.access(), ON_GROUP, ResourceType.GROUP, group);
  }

  private static int allowed(Access access, int possible, ResourceType type, String name) {
    if (access == Access.FULL) {
      return possible;
    }
    int allowed = 0;
    for (int rest = possible; rest != 0; rest &= rest - 1) {
      int code = Integer.numberOfTrailingZeros(rest);
      if (access.sees(AclOperation.fromCode((byte) code), type, name)) {
        allowed |= 1 << code;
      }
    }
    return allowed;
  }

  private static int bits(AclOperation... operations) {
    int bits = 0;
    for (AclOperation operation : operations) {
      bits |= 1 << operation.code();
    }
    return bits;
  }
}

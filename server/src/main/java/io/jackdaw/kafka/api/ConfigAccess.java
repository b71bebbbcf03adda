package io.jackdaw.kafka.api;

import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;

/** Who may see and alter which configuration: a topic's, a group's, or else the cluster's. */
final class ConfigAccess {
  private ConfigAccess() {}

  /** NONE, or the error that says what the client lacks. */
  static Errors check(RequestContext context, AclOperation operation, byte type, String name) {
    return switch (ConfigResource.Type.forId(type)) {
      case TOPIC ->
          context.mayTopic(operation, name) ? Errors.NONE : Errors.TOPIC_AUTHORIZATION_FAILED;
      case GROUP ->
          context.mayGroup(operation, name) ? Errors.NONE : Errors.GROUP_AUTHORIZATION_FAILED;
      case BROKER, BROKER_LOGGER, CLIENT_METRICS ->
          context.mayCluster(operation) ? Errors.NONE : Errors.CLUSTER_AUTHORIZATION_FAILED;
      // What it is is said by whoever serves it.
      case UNKNOWN -> Errors.NONE;
    };
  }
}

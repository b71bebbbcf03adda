package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.ConsumerHeartbeat;
import io.jackdaw.kafka.group.GroupCoordinator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * ConsumerGroupHeartbeat (api key 68): the one request of a member whose partitions the broker
 * assigns. Source: ConsumerGroupHeartbeatRequest.json, KIP-848.
 */
public final class ConsumerGroupHeartbeatHandler
    implements ApiHandler<ConsumerGroupHeartbeatRequestData, ConsumerGroupHeartbeatResponseData> {
  private final GroupCoordinator coordinator;
  private final Features features;

  public ConsumerGroupHeartbeatHandler(GroupCoordinator coordinator, Features features) {
    this.coordinator = coordinator;
    this.features = features;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.CONSUMER_GROUP_HEARTBEAT;
  }

  @Override
  public CompletionStage<ConsumerGroupHeartbeatResponseData> handle(
      RequestContext context, ConsumerGroupHeartbeatRequestData request) {
    if (!features.isOn(Feature.GROUPS)) {
      return CompletableFuture.completedStage(
          refuse(request, Errors.UNSUPPORTED_VERSION, Errors.UNSUPPORTED_VERSION.message()));
    }
    if (!context.mayGroup(AclOperation.READ, request.groupId())) {
      return CompletableFuture.completedStage(
          refuse(
              request,
              Errors.GROUP_AUTHORIZATION_FAILED,
              Errors.GROUP_AUTHORIZATION_FAILED.message()));
    }
    List<String> topics = request.subscribedTopicNames();
    if (topics != null
        && !topics.stream().allMatch(it -> context.mayTopic(AclOperation.DESCRIBE, it))) {
      return CompletableFuture.completedStage(
          refuse(
              request,
              Errors.TOPIC_AUTHORIZATION_FAILED,
              Errors.TOPIC_AUTHORIZATION_FAILED.message()));
    }
    return coordinator.consumerHeartbeat(
        ConsumerHeartbeat.of(
            request, context.clientId(), context.clientAddress().toString(), context::seesTopic),
        context.version());
  }

  @Override
  public ConsumerGroupHeartbeatResponseData refuse(
      ConsumerGroupHeartbeatRequestData request, Errors error, String message) {
    return new ConsumerGroupHeartbeatResponseData()
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }
}

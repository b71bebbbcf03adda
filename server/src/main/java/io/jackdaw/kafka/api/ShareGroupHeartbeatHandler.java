package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.group.ShareHeartbeat;
import io.jackdaw.kafka.group.ShareStates;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * ShareGroupHeartbeat (api key 76): the request by which a member of a share group is one. Source:
 * ShareGroupHeartbeatRequest.json, KIP-932.
 */
public final class ShareGroupHeartbeatHandler
    implements ApiHandler<ShareGroupHeartbeatRequestData, ShareGroupHeartbeatResponseData> {
  private final GroupCoordinator coordinator;
  private final ShareStates states;
  private final Features features;

  public ShareGroupHeartbeatHandler(
      GroupCoordinator coordinator, ShareStates states, Features features) {
    this.coordinator = coordinator;
    this.states = states;
    this.features = features;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.SHARE_GROUP_HEARTBEAT;
  }

  @Override
  public CompletionStage<ShareGroupHeartbeatResponseData> handle(
      RequestContext context, ShareGroupHeartbeatRequestData request) {
    Errors refusal = refusal(context, request);
    return refusal == Errors.NONE
        ? coordinator.shareHeartbeat(
            ShareHeartbeat.of(request, context.clientId(), context.clientAddress().toString()),
            states)
        : CompletableFuture.completedStage(refuse(request, refusal, refusal.message()));
  }

  private Errors refusal(RequestContext context, ShareGroupHeartbeatRequestData request) {
    if (!features.isOn(Feature.SHARES)) {
      return Errors.UNSUPPORTED_VERSION;
    }
    if (!context.mayGroup(AclOperation.READ, request.groupId())) {
      return Errors.GROUP_AUTHORIZATION_FAILED;
    }
    List<String> topics = request.subscribedTopicNames();
    boolean all =
        topics == null
            || topics.stream().allMatch(it -> context.mayTopic(AclOperation.DESCRIBE, it));
    return all ? Errors.NONE : Errors.TOPIC_AUTHORIZATION_FAILED;
  }

  @Override
  public ShareGroupHeartbeatResponseData refuse(
      ShareGroupHeartbeatRequestData request, Errors error, String message) {
    return new ShareGroupHeartbeatResponseData()
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }
}

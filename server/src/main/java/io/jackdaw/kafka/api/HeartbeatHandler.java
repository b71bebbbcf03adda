package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.GroupCoordinator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Heartbeat (api key 12): keeps a classic-group member alive. Source: HeartbeatRequest.json. */
public final class HeartbeatHandler
    implements ApiHandler<HeartbeatRequestData, HeartbeatResponseData> {
  private final GroupCoordinator coordinator;

  public HeartbeatHandler(GroupCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.HEARTBEAT;
  }

  @Override
  public CompletionStage<HeartbeatResponseData> handle(
      RequestContext context, HeartbeatRequestData request) {
    if (!context.mayGroup(AclOperation.READ, request.groupId())) {
      return CompletableFuture.completedFuture(
          refuse(
              request,
              Errors.GROUP_AUTHORIZATION_FAILED,
              Errors.GROUP_AUTHORIZATION_FAILED.message()));
    }
    return coordinator
        .heartbeat(
            request.groupId(),
            request.generationId(),
            request.memberId(),
            request.groupInstanceId())
        .thenApply(error -> refuse(request, error, ""));
  }

  @Override
  public HeartbeatResponseData refuse(HeartbeatRequestData request, Errors error, String message) {
    return new HeartbeatResponseData().setErrorCode(error.code());
  }
}

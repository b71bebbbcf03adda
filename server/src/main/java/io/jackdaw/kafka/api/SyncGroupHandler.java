package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.group.SyncRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * SyncGroup (api key 14): the leader of a classic group hands in the assignment, every member gets
 * its own. Source: SyncGroupRequest.json, KIP-559.
 */
public final class SyncGroupHandler
    implements ApiHandler<SyncGroupRequestData, SyncGroupResponseData> {
  private static final short FIRST_TO_NAME_PROTOCOL = 5;

  private final GroupCoordinator coordinator;

  public SyncGroupHandler(GroupCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.SYNC_GROUP;
  }

  @Override
  public CompletionStage<SyncGroupResponseData> handle(
      RequestContext context, SyncGroupRequestData request) {
    if (!context.mayGroup(AclOperation.READ, request.groupId())) {
      return CompletableFuture.completedFuture(
          refuse(
              request,
              Errors.GROUP_AUTHORIZATION_FAILED,
              Errors.GROUP_AUTHORIZATION_FAILED.message()));
    }
    if (context.version() >= FIRST_TO_NAME_PROTOCOL
        && (request.protocolType() == null || request.protocolName() == null)) {
      return CompletableFuture.completedFuture(
          refuse(request, Errors.INCONSISTENT_GROUP_PROTOCOL, ""));
    }
    Map<String, byte[]> assignments = new HashMap<>();
    for (SyncGroupRequestAssignment assignment : request.assignments()) {
      assignments.put(assignment.memberId(), assignment.assignment());
    }
    return coordinator.sync(
        new SyncRequest(
            request.groupId(),
            request.generationId(),
            request.memberId(),
            request.groupInstanceId(),
            request.protocolType(),
            request.protocolName(),
            assignments));
  }

  @Override
  public SyncGroupResponseData refuse(SyncGroupRequestData request, Errors error, String message) {
    return new SyncGroupResponseData().setErrorCode(error.code());
  }
}

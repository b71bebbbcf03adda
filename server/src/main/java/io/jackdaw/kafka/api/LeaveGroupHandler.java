package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.GroupCoordinator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * LeaveGroup (api key 13): a member, or since version 3 several at once, leave a classic group.
 * Source: LeaveGroupRequest.json.
 */
public final class LeaveGroupHandler
    implements ApiHandler<LeaveGroupRequestData, LeaveGroupResponseData> {
  private static final short FIRST_WITH_BATCH = 3;

  private final GroupCoordinator coordinator;

  public LeaveGroupHandler(GroupCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.LEAVE_GROUP;
  }

  @Override
  public CompletionStage<LeaveGroupResponseData> handle(
      RequestContext context, LeaveGroupRequestData request) {
    if (!context.mayGroup(AclOperation.READ, request.groupId())) {
      return CompletableFuture.completedFuture(
          refuse(
              request,
              Errors.GROUP_AUTHORIZATION_FAILED,
              Errors.GROUP_AUTHORIZATION_FAILED.message()));
    }
    if (context.version() >= FIRST_WITH_BATCH) {
      return coordinator.leave(request.groupId(), request.members());
    }
    MemberIdentity only = new MemberIdentity().setMemberId(request.memberId());
    return coordinator
        .leave(request.groupId(), List.of(only))
        .thenApply(LeaveGroupHandler::withoutBatch);
  }

  /** The error of the only member becomes the response's. */
  private static LeaveGroupResponseData withoutBatch(LeaveGroupResponseData response) {
    short error =
        response.errorCode() != Errors.NONE.code() || response.members().isEmpty()
            ? response.errorCode()
            : response.members().getFirst().errorCode();
    return new LeaveGroupResponseData().setErrorCode(error);
  }

  @Override
  public LeaveGroupResponseData refuse(
      LeaveGroupRequestData request, Errors error, String message) {
    return new LeaveGroupResponseData().setErrorCode(error.code());
  }
}

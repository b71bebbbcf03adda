package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.group.JoinRequest;
import io.jackdaw.kafka.group.consumer.SupportedProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * JoinGroup (api key 11): a member enters a classic group or its next generation. Source:
 * JoinGroupRequest.json.
 */
public final class JoinGroupHandler
    implements ApiHandler<JoinGroupRequestData, JoinGroupResponseData> {
  private static final short FIRST_TO_WANT_ID_FIRST = 4;
  private static final short FIRST_WITH_NULLABLE_PROTOCOL = 7;
  private static final short FIRST_TO_SKIP_ASSIGNMENT = 9;

  private final GroupCoordinator coordinator;

  public JoinGroupHandler(GroupCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.JOIN_GROUP;
  }

  @Override
  public CompletionStage<JoinGroupResponseData> handle(
      RequestContext context, JoinGroupRequestData request) {
    if (!context.mayGroup(AclOperation.READ, request.groupId())) {
      return CompletableFuture.completedFuture(
          refuse(
              request,
              Errors.GROUP_AUTHORIZATION_FAILED,
              Errors.GROUP_AUTHORIZATION_FAILED.message()));
    }
    // Version 0 has no rebalance time-out: the session's stands for both.
    int rebalanceTimeoutMs =
        request.rebalanceTimeoutMs() < 0
            ? request.sessionTimeoutMs()
            : request.rebalanceTimeoutMs();
    List<SupportedProtocol> protocols = new ArrayList<>(request.protocols().size());
    request
        .protocols()
        .forEach(
            protocol -> protocols.add(new SupportedProtocol(protocol.name(), protocol.metadata())));
    JoinRequest join =
        new JoinRequest(
            request.groupId(),
            request.memberId(),
            request.groupInstanceId(),
            context.clientId(),
            context.clientAddress().toString(),
            request.sessionTimeoutMs(),
            rebalanceTimeoutMs,
            request.protocolType(),
            protocols,
            request.reason() == null ? "" : request.reason(),
            context.version() >= FIRST_TO_WANT_ID_FIRST,
            context.version() >= FIRST_TO_SKIP_ASSIGNMENT,
            context::seesTopic);
    return coordinator.join(join).thenApply(response -> shapedFor(context.version(), response));
  }

  private static JoinGroupResponseData shapedFor(short version, JoinGroupResponseData response) {
    if (version < FIRST_WITH_NULLABLE_PROTOCOL && response.protocolName() == null) {
      response.setProtocolName("");
    }
    return response;
  }

  @Override
  public JoinGroupResponseData refuse(JoinGroupRequestData request, Errors error, String message) {
    return new JoinGroupResponseData().setMemberId(request.memberId()).setErrorCode(error.code());
  }
}

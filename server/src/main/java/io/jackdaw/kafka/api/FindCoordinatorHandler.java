package io.jackdaw.kafka.api;

import io.jackdaw.kafka.api.CoordinatorFinder.Found;
import io.jackdaw.kafka.share.state.ShareStateKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * FindCoordinator (api key 10): which broker to speak to about a group, a transactional id or a
 * share group's partition. Source: FindCoordinatorRequest.json; several keys since version 4
 * (KIP-699).
 */
public final class FindCoordinatorHandler
    implements ApiHandler<FindCoordinatorRequestData, FindCoordinatorResponseData> {
  /** Key type of groups. */
  public static final byte GROUP = 0;

  /** Key type of transactional ids. */
  public static final byte TRANSACTION = 1;

  /** Key type of share-group partitions. */
  public static final byte SHARE = 2;

  private static final short FIRST_WITH_SEVERAL_KEYS = 4;
  private static final short FIRST_WITH_SHARE = 6;
  private static final int NOBODY = -1;

  private final Map<Byte, CoordinatorFinder> finders;

  /**
   * @param finders by key type
   */
  public FindCoordinatorHandler(Map<Byte, CoordinatorFinder> finders) {
    this.finders = Map.copyOf(finders);
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.FIND_COORDINATOR;
  }

  @Override
  public CompletionStage<FindCoordinatorResponseData> handle(
      RequestContext context, FindCoordinatorRequestData request) {
    if (context.version() < FIRST_WITH_SEVERAL_KEYS) {
      return find(context, request.keyType(), request.key())
          .thenApply(FindCoordinatorHandler::withoutBatch);
    }
    CompletionStage<FindCoordinatorResponseData> all =
        CompletableFuture.completedFuture(new FindCoordinatorResponseData());
    for (String key : request.coordinatorKeys()) {
      all =
          all.thenCombine(
              find(context, request.keyType(), key),
              (response, coordinator) -> {
                response.coordinators().add(coordinator);
                return response;
              });
    }
    return all;
  }

  private CompletionStage<Coordinator> find(RequestContext context, byte type, String key) {
    if (type == SHARE && context.version() < FIRST_WITH_SHARE) {
      return CompletableFuture.completedFuture(
          refused(key, Errors.INVALID_REQUEST, "Share groups need version 6"));
    }
    if (type == SHARE && ShareStateKey.parse(key) == null) {
      return CompletableFuture.completedFuture(
          refused(key, Errors.INVALID_REQUEST, "Not a group, a topic id and a partition: " + key));
    }
    Errors forbidden = forbidden(context, type, key);
    if (forbidden != Errors.NONE) {
      return CompletableFuture.completedFuture(refused(key, forbidden, forbidden.message()));
    }
    CoordinatorFinder finder = finders.get(type);
    if (finder == null) {
      return CompletableFuture.completedFuture(
          refused(key, Errors.INVALID_REQUEST, Errors.INVALID_REQUEST.message()));
    }
    return finder
        .find(key, context.listener(), context.eventLoop())
        .thenApply(
            found ->
                switch (found) {
                  case Found.Refused(Errors error, String message) -> refused(key, error, message);
                  case Found.Coordinator coordinator ->
                      new Coordinator()
                          .setKey(key)
                          .setNodeId(coordinator.brokerId())
                          .setHost(coordinator.endpoint().host())
                          .setPort(coordinator.endpoint().port());
                });
  }

  private static Errors forbidden(RequestContext context, byte type, String key) {
    if (type == GROUP && !context.mayGroup(AclOperation.DESCRIBE, key)) {
      return Errors.GROUP_AUTHORIZATION_FAILED;
    }
    if (type == SHARE && !context.mayCluster(AclOperation.CLUSTER_ACTION)) {
      return Errors.CLUSTER_AUTHORIZATION_FAILED;
    }
    return type == TRANSACTION && !context.mayTransaction(AclOperation.DESCRIBE, key)
        ? Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
        : Errors.NONE;
  }

  private static Coordinator refused(String key, Errors error, String message) {
    return new Coordinator()
        .setKey(key)
        .setNodeId(NOBODY)
        .setHost("")
        .setPort(NOBODY)
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }

  private static FindCoordinatorResponseData withoutBatch(Coordinator only) {
    return new FindCoordinatorResponseData()
        .setErrorCode(only.errorCode())
        .setErrorMessage(only.errorCode() == 0 ? Errors.NONE.message() : only.errorMessage())
        .setNodeId(only.nodeId())
        .setHost(only.host())
        .setPort(only.port());
  }

  @Override
  public FindCoordinatorResponseData refuse(
      FindCoordinatorRequestData request, Errors error, String message) {
    List<String> keys = request.coordinatorKeys();
    if (keys.isEmpty()) {
      return withoutBatch(refused(request.key(), error, message));
    }
    FindCoordinatorResponseData response = new FindCoordinatorResponseData();
    keys.forEach(key -> response.coordinators().add(refused(key, error, message)));
    return response;
  }
}

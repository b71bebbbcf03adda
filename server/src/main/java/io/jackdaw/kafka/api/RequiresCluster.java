package io.jackdaw.kafka.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/** An API of which all or nothing is allowed, by an operation on the cluster. */
public final class RequiresCluster<Q extends ApiMessage, R extends ApiMessage>
    implements ApiHandler<Q, R> {
  private final AclOperation operation;
  private final ApiHandler<Q, R> handler;

  /**
   * @param operation that the client must be allowed on the cluster
   */
  public RequiresCluster(AclOperation operation, ApiHandler<Q, R> handler) {
    this.operation = operation;
    this.handler = handler;
  }

  @Override
  public ApiKeys key() {
    return handler.key();
  }

  @Override
  public short minVersion() {
    return handler.minVersion();
  }

  @Override
  public short maxVersion() {
    return handler.maxVersion();
  }

  @Override
  public CompletionStage<R> handle(RequestContext context, Q request) {
    Errors error = Errors.CLUSTER_AUTHORIZATION_FAILED;
    return context.mayCluster(operation)
        ? handler.handle(context, request)
        : CompletableFuture.completedFuture(refuse(request, error, error.message()));
  }

  @Override
  public R refuse(Q request, Errors error, String message) {
    return handler.refuse(request, error, message);
  }
}

package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ClusterView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UnregisterBrokerResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * UnregisterBroker (api key 64): a broker's registration ends with its session, so there is nothing
 * left to remove of one that is gone, and one that lives is not removed. Source:
 * UnregisterBrokerRequest.json, KIP-631.
 */
public final class UnregisterBrokerHandler
    implements ApiHandler<UnregisterBrokerRequestData, UnregisterBrokerResponseData> {
  private final ClusterView cluster;

  public UnregisterBrokerHandler(ClusterView cluster) {
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.UNREGISTER_BROKER;
  }

  @Override
  public CompletionStage<UnregisterBrokerResponseData> handle(
      RequestContext context, UnregisterBrokerRequestData request) {
    int id = request.brokerId();
    return CompletableFuture.completedStage(
        cluster.image().brokers().containsKey(id)
            ? refuse(
                request,
                Errors.INVALID_REQUEST,
                "Broker " + id + " is alive: its registration ends when it stops")
            : refuse(
                request,
                Errors.BROKER_ID_NOT_REGISTERED,
                "Broker ID " + id + " is not currently registered"));
  }

  @Override
  public UnregisterBrokerResponseData refuse(
      UnregisterBrokerRequestData request, Errors error, String message) {
    return new UnregisterBrokerResponseData().setErrorCode(error.code()).setErrorMessage(message);
  }
}

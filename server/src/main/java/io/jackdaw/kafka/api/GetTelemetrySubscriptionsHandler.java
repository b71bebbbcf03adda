package io.jackdaw.kafka.api;

import io.jackdaw.kafka.telemetry.ClientTelemetry;
import io.jackdaw.kafka.telemetry.Payload;
import io.jackdaw.kafka.telemetry.TelemetryClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.GetTelemetrySubscriptionsRequestData;
import org.apache.kafka.common.message.GetTelemetrySubscriptionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * GetTelemetrySubscriptions (api key 71): which of its metrics a client should push, and how often.
 * Source: GetTelemetrySubscriptionsRequest.json, KIP-714.
 */
public final class GetTelemetrySubscriptionsHandler
    implements ApiHandler<
        GetTelemetrySubscriptionsRequestData, GetTelemetrySubscriptionsResponseData> {
  private final ClientTelemetry clients;

  public GetTelemetrySubscriptionsHandler(ClientTelemetry clients) {
    this.clients = clients;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.GET_TELEMETRY_SUBSCRIPTIONS;
  }

  @Override
  public CompletionStage<GetTelemetrySubscriptionsResponseData> handle(
      RequestContext context, GetTelemetrySubscriptionsRequestData request) {
    Uuid given = request.clientInstanceId();
    Uuid instance = given.equals(Uuid.ZERO_UUID) ? Uuid.randomUuid() : given;
    TelemetryClient client = context.peer().telling(context, clients, instance);
    ClientTelemetry.Answer answer = clients.ask(client, context.connectionId());
    if (answer.error() != Errors.NONE) {
      return CompletableFuture.completedStage(refuse(request, answer.error(), ""));
    }
    return CompletableFuture.completedStage(
        new GetTelemetrySubscriptionsResponseData()
            .setClientInstanceId(instance)
            .setSubscriptionId(answer.wanted().subscriptionId())
            .setRequestedMetrics(answer.wanted().metrics())
            .setAcceptedCompressionTypes(Payload.COMPRESSIONS)
            .setPushIntervalMs(answer.wanted().intervalMs())
            .setTelemetryMaxBytes(clients.maxBytes())
            .setDeltaTemporality(true));
  }

  @Override
  public GetTelemetrySubscriptionsResponseData refuse(
      GetTelemetrySubscriptionsRequestData request, Errors error, String message) {
    return new GetTelemetrySubscriptionsResponseData().setErrorCode(error.code());
  }
}

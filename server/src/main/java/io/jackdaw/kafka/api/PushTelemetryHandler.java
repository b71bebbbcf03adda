package io.jackdaw.kafka.api;

import io.jackdaw.kafka.telemetry.ClientTelemetry;
import io.jackdaw.kafka.telemetry.Payload;
import io.jackdaw.kafka.telemetry.TelemetryClient;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.PushTelemetryRequestData;
import org.apache.kafka.common.message.PushTelemetryResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * PushTelemetry (api key 72): a client's figures, as it was asked for them. Source:
 * PushTelemetryRequest.json, KIP-714.
 */
public final class PushTelemetryHandler
    implements ApiHandler<PushTelemetryRequestData, PushTelemetryResponseData> {
  private final ClientTelemetry clients;
  private final Executor reading;

  /**
   * @param reading decompresses and reads what was pushed
   */
  public PushTelemetryHandler(ClientTelemetry clients, Executor reading) {
    this.clients = clients;
    this.reading = reading;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.PUSH_TELEMETRY;
  }

  @Override
  public CompletionStage<PushTelemetryResponseData> handle(
      RequestContext context, PushTelemetryRequestData request) {
    Uuid instance = request.clientInstanceId();
    if (Uuid.RESERVED.contains(instance)) {
      return CompletableFuture.completedStage(refuse(request, Errors.INVALID_REQUEST, ""));
    }
    TelemetryClient client = context.peer().telling(context, clients, instance);
    ByteBuffer pushed = request.metrics();
    Errors error =
        clients.admit(
            client,
            context.connectionId(),
            request.subscriptionId(),
            request.terminating(),
            request.compressionType(),
            pushed.remaining());
    if (error != Errors.NONE || !pushed.hasRemaining()) {
      return CompletableFuture.completedStage(refuse(request, error, ""));
    }
    // The request's buffer is gone when this call returns.
    ByteBuffer kept = ByteBuffer.allocate(pushed.remaining()).put(pushed).flip();
    return CompletableFuture.supplyAsync(
        () -> keep(instance, kept, request.compressionType()), reading);
  }

  private PushTelemetryResponseData keep(Uuid client, ByteBuffer pushed, byte compression) {
    try {
      clients.pushed(client, Payload.figures(pushed, compression, clients.maxBytes()));
      return new PushTelemetryResponseData();
    } catch (ApiException unusable) {
      clients.failed(client, Errors.forException(unusable));
      return new PushTelemetryResponseData().setErrorCode(Errors.forException(unusable).code());
    }
  }

  @Override
  public PushTelemetryResponseData refuse(
      PushTelemetryRequestData request, Errors error, String message) {
    return new PushTelemetryResponseData().setErrorCode(error.code());
  }
}

package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ProducerIds;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * InitProducerId (api key 22): gives an idempotent producer its id. Transactions do not exist yet:
 * a transactional id is refused. Source: InitProducerIdRequest.json, KIP-98, KIP-360.
 */
public final class InitProducerIdHandler
    implements ApiHandler<InitProducerIdRequestData, InitProducerIdResponseData> {
  private static final Logger LOG = LoggerFactory.getLogger(InitProducerIdHandler.class);

  private final ProducerIds ids;

  public InitProducerIdHandler(ProducerIds ids) {
    this.ids = ids;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.INIT_PRODUCER_ID;
  }

  @Override
  public CompletionStage<InitProducerIdResponseData> handle(
      RequestContext context, InitProducerIdRequestData request) {
    String transactionalId = request.transactionalId();
    if (transactionalId != null && transactionalId.isEmpty()) {
      return CompletableFuture.completedFuture(refuse(request, Errors.INVALID_REQUEST, ""));
    }
    if (transactionalId != null) {
      LOG.info(
          "Transactions are not served: refusing transactionalId={} clientId={}",
          transactionalId,
          context.clientId());
      return CompletableFuture.completedFuture(refuse(request, Errors.UNSUPPORTED_VERSION, ""));
    }
    if ((request.producerId() < 0) != (request.producerEpoch() < 0)) {
      return CompletableFuture.completedFuture(refuse(request, Errors.INVALID_REQUEST, ""));
    }
    return ids.next()
        .handle(
            (id, failure) -> {
              if (failure != null) {
                LOG.warn("No producer id can be had now: {}", failure.toString());
                return refuse(request, Errors.COORDINATOR_LOAD_IN_PROGRESS, "");
              }
              return new InitProducerIdResponseData().setProducerId(id).setProducerEpoch((short) 0);
            });
  }

  @Override
  public InitProducerIdResponseData refuse(
      InitProducerIdRequestData request, Errors error, String message) {
    return new InitProducerIdResponseData()
        .setErrorCode(error.code())
        .setProducerId(-1)
        .setProducerEpoch((short) -1);
  }
}

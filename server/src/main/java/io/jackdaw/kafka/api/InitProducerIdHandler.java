package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ProducerIds;
import io.jackdaw.kafka.transaction.InitRequest;
import io.jackdaw.kafka.transaction.ProducerIdAndEpoch;
import io.jackdaw.kafka.transaction.TransactionCoordinator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * InitProducerId (api key 22): gives an idempotent producer its id, and a transactional one an
 * epoch that fences whoever had its transactional id before. Source: InitProducerIdRequest.json,
 * KIP-98, KIP-360.
 */
public final class InitProducerIdHandler
    implements ApiHandler<InitProducerIdRequestData, InitProducerIdResponseData> {
  private static final Logger LOG = LoggerFactory.getLogger(InitProducerIdHandler.class);
  private static final short FIRST_WITH_PRODUCER_FENCED = 4;

  private final ProducerIds ids;
  private final TransactionCoordinator transactions;

  public InitProducerIdHandler(ProducerIds ids, TransactionCoordinator transactions) {
    this.ids = ids;
    this.transactions = transactions;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.INIT_PRODUCER_ID;
  }

  @Override
  public CompletionStage<InitProducerIdResponseData> handle(
      RequestContext context, InitProducerIdRequestData request) {
    Errors forbidden = forbidden(context, request.transactionalId());
    if (forbidden != Errors.NONE) {
      return CompletableFuture.completedFuture(refuse(request, forbidden, forbidden.message()));
    }
    boolean knowsItself = request.producerId() != -1;
    if (knowsItself != (request.producerEpoch() != -1)) {
      return CompletableFuture.completedFuture(refuse(request, Errors.INVALID_REQUEST, ""));
    }
    String transactionalId = request.transactionalId();
    if (transactionalId == null) {
      return idempotent(request);
    }
    ProducerIdAndEpoch expected =
        knowsItself ? new ProducerIdAndEpoch(request.producerId(), request.producerEpoch()) : null;
    return transactions
        .initialize(new InitRequest(transactionalId, request.transactionTimeoutMs(), expected))
        .thenApply(
            answer ->
                new InitProducerIdResponseData()
                    .setErrorCode(known(answer.error(), context.version()).code())
                    .setProducerId(answer.producerId())
                    .setProducerEpoch(answer.epoch()));
  }

  /** Who may write to any topic may do so idempotently. Source: KIP-679. */
  private static Errors forbidden(RequestContext context, @Nullable String transactionalId) {
    if (transactionalId != null) {
      return context.mayTransaction(AclOperation.WRITE, transactionalId)
          ? Errors.NONE
          : Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
    }
    return context
                .access()
                .sees(AclOperation.IDEMPOTENT_WRITE, ResourceType.CLUSTER, Resource.CLUSTER_NAME)
            || context.access().toAny(AclOperation.WRITE, ResourceType.TOPIC)
        ? Errors.NONE
        : Errors.CLUSTER_AUTHORIZATION_FAILED;
  }

  private static Errors known(Errors error, short version) {
    return FencedProducers.asKnown(error, version >= FIRST_WITH_PRODUCER_FENCED);
  }

  private CompletionStage<InitProducerIdResponseData> idempotent(
      InitProducerIdRequestData request) {
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

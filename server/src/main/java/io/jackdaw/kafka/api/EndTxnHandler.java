package io.jackdaw.kafka.api;

import io.jackdaw.kafka.transaction.EndRequest;
import io.jackdaw.kafka.transaction.ProducerIdAndEpoch;
import io.jackdaw.kafka.transaction.TransactionCoordinator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * EndTxn (api key 26): commits or aborts; since version 5 the answer brings the producer's next
 * epoch. Source: EndTxnRequest.json, KIP-98, KIP-890.
 */
public final class EndTxnHandler implements ApiHandler<EndTxnRequestData, EndTxnResponseData> {
  private static final short FIRST_WITH_PRODUCER_FENCED = 2;
  private static final short FIRST_TO_BUMP_EPOCHS = 5;

  private final TransactionCoordinator transactions;

  public EndTxnHandler(TransactionCoordinator transactions) {
    this.transactions = transactions;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.END_TXN;
  }

  @Override
  public CompletionStage<EndTxnResponseData> handle(
      RequestContext context, EndTxnRequestData request) {
    if (!context.mayTransaction(AclOperation.WRITE, request.transactionalId())) {
      return CompletableFuture.completedFuture(
          refuse(request, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, ""));
    }
    boolean bumps = context.version() >= FIRST_TO_BUMP_EPOCHS;
    boolean knowsFenced = context.version() >= FIRST_WITH_PRODUCER_FENCED;
    return transactions
        .end(
            new EndRequest(
                request.transactionalId(),
                new ProducerIdAndEpoch(request.producerId(), request.producerEpoch()),
                request.committed(),
                (short) (bumps ? 2 : 0)))
        .thenApply(
            answer -> {
              EndTxnResponseData response =
                  new EndTxnResponseData()
                      .setErrorCode(FencedProducers.asKnown(answer.error(), knowsFenced).code());
              return bumps
                  ? response.setProducerId(answer.producerId()).setProducerEpoch(answer.epoch())
                  : response;
            });
  }

  @Override
  public EndTxnResponseData refuse(EndTxnRequestData request, Errors error, String message) {
    return new EndTxnResponseData().setErrorCode(error.code());
  }
}

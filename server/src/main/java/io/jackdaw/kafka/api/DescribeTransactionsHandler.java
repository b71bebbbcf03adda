package io.jackdaw.kafka.api;

import io.jackdaw.kafka.acl.Access;
import io.jackdaw.kafka.transaction.TransactionCoordinator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeTransactions (api key 65): where transactional ids stand. Source:
 * DescribeTransactionsRequest.json, KIP-664.
 */
public final class DescribeTransactionsHandler
    implements ApiHandler<DescribeTransactionsRequestData, DescribeTransactionsResponseData> {
  private final TransactionCoordinator transactions;

  public DescribeTransactionsHandler(TransactionCoordinator transactions) {
    this.transactions = transactions;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_TRANSACTIONS;
  }

  @Override
  public CompletionStage<DescribeTransactionsResponseData> handle(
      RequestContext context, DescribeTransactionsRequestData request) {
    CompletionStage<DescribeTransactionsResponseData> all =
        CompletableFuture.completedFuture(new DescribeTransactionsResponseData());
    for (String id : request.transactionalIds()) {
      all =
          all.thenCombine(
              describe(context, id),
              (response, state) -> {
                response.transactionStates().add(state);
                return response;
              });
    }
    return all;
  }

  private CompletionStage<TransactionState> describe(RequestContext context, String id) {
    return context.mayTransaction(AclOperation.DESCRIBE, id)
        ? transactions.describe(id).thenApply(state -> visible(context, state))
        : CompletableFuture.completedFuture(
            refused(id, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
  }

  private static TransactionState visible(RequestContext context, TransactionState state) {
    if (context.access() != Access.FULL) {
      state.topics().removeIf(topic -> !context.mayTopic(AclOperation.DESCRIBE, topic.topic()));
    }
    return state;
  }

  private static TransactionState refused(String id, Errors error) {
    return new TransactionState().setTransactionalId(id).setErrorCode(error.code());
  }

  @Override
  public DescribeTransactionsResponseData refuse(
      DescribeTransactionsRequestData request, Errors error, String message) {
    DescribeTransactionsResponseData response = new DescribeTransactionsResponseData();
    for (String id : request.transactionalIds()) {
      response.transactionStates().add(refused(id, error));
    }
    return response;
  }
}

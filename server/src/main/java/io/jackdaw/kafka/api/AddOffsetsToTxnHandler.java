package io.jackdaw.kafka.api;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.transaction.AddRequest;
import io.jackdaw.kafka.transaction.ProducerIdAndEpoch;
import io.jackdaw.kafka.transaction.TransactionCoordinator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * AddOffsetsToTxn (api key 25): takes a group's partition of {@code __consumer_offsets} into a
 * transaction. Source: AddOffsetsToTxnRequest.json, KIP-98.
 */
public final class AddOffsetsToTxnHandler
    implements ApiHandler<AddOffsetsToTxnRequestData, AddOffsetsToTxnResponseData> {
  private static final short FIRST_WITH_PRODUCER_FENCED = 2;

  private final TransactionCoordinator transactions;
  private final GroupCoordinator groups;

  public AddOffsetsToTxnHandler(TransactionCoordinator transactions, GroupCoordinator groups) {
    this.transactions = transactions;
    this.groups = groups;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.ADD_OFFSETS_TO_TXN;
  }

  @Override
  public CompletionStage<AddOffsetsToTxnResponseData> handle(
      RequestContext context, AddOffsetsToTxnRequestData request) {
    if (!context.mayTransaction(AclOperation.WRITE, request.transactionalId())) {
      return CompletableFuture.completedFuture(
          answer(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
    }
    if (!context.mayGroup(AclOperation.READ, request.groupId())) {
      return CompletableFuture.completedFuture(answer(Errors.GROUP_AUTHORIZATION_FAILED));
    }
    boolean knowsFenced = context.version() >= FIRST_WITH_PRODUCER_FENCED;
    TopicPartition offsets =
        new TopicPartition(Topic.GROUP_METADATA_TOPIC_NAME, groups.partitionOf(request.groupId()));
    return transactions
        .add(
            new AddRequest(
                request.transactionalId(),
                new ProducerIdAndEpoch(request.producerId(), request.producerEpoch()),
                Set.of(offsets),
                (short) 0))
        .thenApply(error -> answer(FencedProducers.asKnown(error, knowsFenced)));
  }

  private static AddOffsetsToTxnResponseData answer(Errors error) {
    return new AddOffsetsToTxnResponseData().setErrorCode(error.code());
  }

  @Override
  public AddOffsetsToTxnResponseData refuse(
      AddOffsetsToTxnRequestData request, Errors error, String message) {
    return answer(error);
  }
}

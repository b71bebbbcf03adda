package io.jackdaw.kafka.api;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.transaction.AddRequest;
import io.jackdaw.kafka.transaction.ProducerIdAndEpoch;
import io.jackdaw.kafka.transaction.TransactionCoordinator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResultCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * AddPartitionsToTxn (api key 24): takes partitions into a transaction, all or none. Versions 4 and
 * 5 come from brokers: several transactions at once, and the question whether partitions are in.
 * Source: AddPartitionsToTxnRequest.json, KIP-98, KIP-890.
 */
public final class AddPartitionsToTxnHandler
    implements ApiHandler<AddPartitionsToTxnRequestData, AddPartitionsToTxnResponseData> {
  private static final short FIRST_WITH_PRODUCER_FENCED = 2;
  private static final short FIRST_WITH_BATCHES = 4;
  private static final short FIRST_OF_EPOCH_BUMPS = 5;

  private final TransactionCoordinator transactions;
  private final ClusterView cluster;

  public AddPartitionsToTxnHandler(TransactionCoordinator transactions, ClusterView cluster) {
    this.transactions = transactions;
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.ADD_PARTITIONS_TO_TXN;
  }

  @Override
  public CompletionStage<AddPartitionsToTxnResponseData> handle(
      RequestContext context, AddPartitionsToTxnRequestData request) {
    short version = context.version();
    if (version < FIRST_WITH_BATCHES) {
      return answer(context, single(request))
          .thenApply(
              topics -> new AddPartitionsToTxnResponseData().setResultsByTopicV3AndBelow(topics));
    }
    if (!context.mayCluster(AclOperation.CLUSTER_ACTION)) {
      return CompletableFuture.completedFuture(
          refuse(
              request,
              Errors.CLUSTER_AUTHORIZATION_FAILED,
              Errors.CLUSTER_AUTHORIZATION_FAILED.message()));
    }
    CompletionStage<AddPartitionsToTxnResponseData> all =
        CompletableFuture.completedFuture(new AddPartitionsToTxnResponseData());
    for (AddPartitionsToTxnTransaction transaction : request.transactions()) {
      all =
          all.thenCombine(
              answer(context, transaction),
              (response, topics) -> {
                response
                    .resultsByTransaction()
                    .add(
                        new AddPartitionsToTxnResult()
                            .setTransactionalId(transaction.transactionalId())
                            .setTopicResults(topics));
                return response;
              });
    }
    return all;
  }

  private static AddPartitionsToTxnTransaction single(AddPartitionsToTxnRequestData request) {
    return new AddPartitionsToTxnTransaction()
        .setTransactionalId(request.v3AndBelowTransactionalId())
        .setProducerId(request.v3AndBelowProducerId())
        .setProducerEpoch(request.v3AndBelowProducerEpoch())
        .setTopics(request.v3AndBelowTopics());
  }

  private CompletionStage<AddPartitionsToTxnTopicResultCollection> answer(
      RequestContext context, AddPartitionsToTxnTransaction transaction) {
    short version = context.version();
    Map<TopicPartition, Errors> asked = existence(transaction.topics());
    if (version < FIRST_WITH_BATCHES) {
      if (!context.mayTransaction(AclOperation.WRITE, transaction.transactionalId())) {
        asked.replaceAll((partition, any) -> Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
        return CompletableFuture.completedFuture(results(asked));
      }
      asked.replaceAll(
          (partition, error) ->
              Topic.isInternal(partition.topic())
                      || !context.mayTopic(AclOperation.WRITE, partition.topic())
                  ? Errors.TOPIC_AUTHORIZATION_FAILED
                  : error);
    }
    if (asked.values().stream().anyMatch(error -> error != Errors.NONE)) {
      asked.replaceAll(
          (partition, error) -> error == Errors.NONE ? Errors.OPERATION_NOT_ATTEMPTED : error);
      return CompletableFuture.completedFuture(results(asked));
    }
    AddRequest add =
        new AddRequest(
            transaction.transactionalId(),
            new ProducerIdAndEpoch(transaction.producerId(), transaction.producerEpoch()),
            asked.keySet(),
            (short) (version >= FIRST_OF_EPOCH_BUMPS ? 2 : 0));
    if (transaction.verifyOnly()) {
      return transactions.verify(add).thenApply(AddPartitionsToTxnHandler::results);
    }
    return transactions
        .add(add)
        .thenApply(
            error -> {
              Errors known = FencedProducers.asKnown(error, version >= FIRST_WITH_PRODUCER_FENCED);
              asked.replaceAll((partition, none) -> known);
              return results(asked);
            });
  }

  private Map<TopicPartition, Errors> existence(AddPartitionsToTxnTopicCollection topics) {
    Map<TopicPartition, Errors> existence = new LinkedHashMap<>();
    topics.forEach(
        topic ->
            topic
                .partitions()
                .forEach(
                    index ->
                        existence.put(
                            new TopicPartition(topic.name(), index),
                            cluster.image().partition(topic.name(), index) == null
                                ? Errors.UNKNOWN_TOPIC_OR_PARTITION
                                : Errors.NONE)));
    return existence;
  }

  private static AddPartitionsToTxnTopicResultCollection results(
      Map<TopicPartition, Errors> errors) {
    AddPartitionsToTxnTopicResultCollection topics = new AddPartitionsToTxnTopicResultCollection();
    errors.forEach(
        (partition, error) -> {
          AddPartitionsToTxnTopicResult topic = topics.find(partition.topic());
          if (topic == null) {
            topic = new AddPartitionsToTxnTopicResult().setName(partition.topic());
            topics.add(topic);
          }
          topic
              .resultsByPartition()
              .add(
                  new AddPartitionsToTxnPartitionResult()
                      .setPartitionIndex(partition.partition())
                      .setPartitionErrorCode(error.code()));
        });
    return topics;
  }

  @Override
  public AddPartitionsToTxnResponseData refuse(
      AddPartitionsToTxnRequestData request, Errors error, String message) {
    Map<TopicPartition, Errors> refused = new HashMap<>();
    request
        .v3AndBelowTopics()
        .forEach(
            topic ->
                topic
                    .partitions()
                    .forEach(i -> refused.put(new TopicPartition(topic.name(), i), error)));
    return new AddPartitionsToTxnResponseData()
        .setErrorCode(error.code())
        .setResultsByTopicV3AndBelow(results(refused));
  }
}

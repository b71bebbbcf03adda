package io.jackdaw.kafka.api;

import io.jackdaw.kafka.partition.Partition;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.log.ProducerState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeProducers (api key 61): what partitions remember of their producers, and which of them
 * has a transaction open. Source: DescribeProducersRequest.json, KIP-664.
 */
public final class DescribeProducersHandler
    implements ApiHandler<DescribeProducersRequestData, DescribeProducersResponseData> {
  private final Partitions partitions;

  public DescribeProducersHandler(Partitions partitions) {
    this.partitions = partitions;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_PRODUCERS;
  }

  @Override
  public CompletionStage<DescribeProducersResponseData> handle(
      RequestContext context, DescribeProducersRequestData request) {
    DescribeProducersResponseData response = new DescribeProducersResponseData();
    request
        .topics()
        .forEach(
            topic -> {
              TopicResponse answer = topic(response, topic.name());
              topic
                  .partitionIndexes()
                  .forEach(
                      index -> answer.partitions().add(describe(context, topic.name(), index)));
            });
    return CompletableFuture.completedFuture(response);
  }

  private PartitionResponse describe(RequestContext context, String topic, int index) {
    if (!context.mayTopic(AclOperation.READ, topic)) {
      return refused(index, Errors.TOPIC_AUTHORIZATION_FAILED);
    }
    Partition partition = partitions.find(topic, index);
    if (partition == null) {
      PartitionResponse refused = refused(index, partitions.absence(topic, index));
      // Apache Kafka explains only what it does not find in its metadata.
      return partitions.isTopic(topic) ? refused.setErrorMessage(null) : refused;
    }
    Errors refusal = partition.check(-1);
    if (refusal != Errors.NONE) {
      return refused(index, refusal).setErrorMessage(null);
    }
    return new PartitionResponse()
        .setPartitionIndex(index)
        .setActiveProducers(
            partition.log().producers().stream().map(DescribeProducersHandler::state).toList());
  }

  private static DescribeProducersResponseData.ProducerState state(ProducerState producer) {
    return new DescribeProducersResponseData.ProducerState()
        .setProducerId(producer.producerId())
        .setProducerEpoch(producer.producerEpoch())
        .setLastSequence(producer.lastSequence())
        .setLastTimestamp(producer.lastTimestampMs())
        .setCoordinatorEpoch(producer.coordinatorEpoch())
        .setCurrentTxnStartOffset(producer.openTransactionOffset());
  }

  private static TopicResponse topic(DescribeProducersResponseData response, String name) {
    TopicResponse topic = new TopicResponse().setName(name);
    response.topics().add(topic);
    return topic;
  }

  private static PartitionResponse refused(int index, Errors error) {
    return new PartitionResponse()
        .setPartitionIndex(index)
        .setErrorCode(error.code())
        .setErrorMessage(error.message());
  }

  @Override
  public DescribeProducersResponseData refuse(
      DescribeProducersRequestData request, Errors error, String message) {
    DescribeProducersResponseData response = new DescribeProducersResponseData();
    request
        .topics()
        .forEach(
            topic -> {
              TopicResponse answer = topic(response, topic.name());
              topic.partitionIndexes().forEach(i -> answer.partitions().add(refused(i, error)));
            });
    return response;
  }
}

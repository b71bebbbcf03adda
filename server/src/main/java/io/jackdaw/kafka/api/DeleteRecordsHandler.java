package io.jackdaw.kafka.api;

import io.jackdaw.disk.StorageException;
import io.jackdaw.kafka.partition.Partition;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.log.LogConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DeleteRecords (api key 21): moves the start of a log up, −1 to its high watermark. Source:
 * DeleteRecordsRequest.json, KIP-107.
 */
public final class DeleteRecordsHandler
    implements ApiHandler<DeleteRecordsRequestData, DeleteRecordsResponseData> {
  private static final Logger LOG = LoggerFactory.getLogger(DeleteRecordsHandler.class);
  private static final long HIGH_WATERMARK = -1;

  private final Partitions partitions;

  public DeleteRecordsHandler(Partitions partitions) {
    this.partitions = partitions;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DELETE_RECORDS;
  }

  @Override
  public CompletionStage<DeleteRecordsResponseData> handle(
      RequestContext context, DeleteRecordsRequestData request) {
    DeleteRecordsResponseData response = new DeleteRecordsResponseData();
    for (DeleteRecordsTopic topic : request.topics()) {
      DeleteRecordsTopicResult result = topic(response, topic.name());
      for (DeleteRecordsPartition asked : topic.partitions()) {
        result.partitions().add(delete(context, topic.name(), asked));
      }
    }
    return CompletableFuture.completedFuture(response);
  }

  @Override
  public DeleteRecordsResponseData refuse(
      DeleteRecordsRequestData request, Errors error, String message) {
    DeleteRecordsResponseData response = new DeleteRecordsResponseData();
    for (DeleteRecordsTopic topic : request.topics()) {
      DeleteRecordsTopicResult result = topic(response, topic.name());
      topic.partitions().forEach(asked -> result.partitions().add(result(asked, -1, error)));
    }
    return response;
  }

  private DeleteRecordsPartitionResult delete(
      RequestContext context, String topic, DeleteRecordsPartition asked) {
    if (!context.mayTopic(AclOperation.DELETE, topic)) {
      return result(asked, -1, Errors.TOPIC_AUTHORIZATION_FAILED);
    }
    if (Topic.isInternal(topic)) {
      return result(asked, -1, Errors.INVALID_TOPIC_EXCEPTION);
    }
    Partition partition = partitions.find(topic, asked.partitionIndex());
    if (partition == null) {
      return result(asked, -1, partitions.absence(topic, asked.partitionIndex()));
    }
    if (!partition.leads()) {
      return result(asked, -1, Errors.NOT_LEADER_OR_FOLLOWER);
    }
    LogConfig config = partition.log().config();
    if (config.compact() && !config.delete()) {
      return result(asked, -1, Errors.POLICY_VIOLATION);
    }
    long highWatermark = partition.highWatermark();
    long offset = asked.offset() == HIGH_WATERMARK ? highWatermark : asked.offset();
    if (offset < 0 || offset > highWatermark) {
      return result(asked, -1, Errors.OFFSET_OUT_OF_RANGE);
    }
    try {
      return result(asked, partition.log().deleteRecordsBefore(offset), Errors.NONE);
    } catch (StorageException failure) {
      LOG.error("Deletion failed topic={} partition={}", topic, asked.partitionIndex(), failure);
      return result(asked, -1, Errors.KAFKA_STORAGE_ERROR);
    }
  }

  private static DeleteRecordsTopicResult topic(DeleteRecordsResponseData response, String name) {
    DeleteRecordsTopicResult known = response.topics().find(name);
    if (known != null) {
      return known;
    }
    DeleteRecordsTopicResult result = new DeleteRecordsTopicResult().setName(name);
    response.topics().add(result);
    return result;
  }

  private static DeleteRecordsPartitionResult result(
      DeleteRecordsPartition asked, long lowWatermark, Errors error) {
    return new DeleteRecordsPartitionResult()
        .setPartitionIndex(asked.partitionIndex())
        .setLowWatermark(lowWatermark)
        .setErrorCode(error.code());
  }
}

package io.jackdaw.kafka.api;

import io.jackdaw.kafka.partition.Partition;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.log.EpochEnd;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/**
 * OffsetForLeaderEpoch (api key 23): where an epoch of the log ended, by which a consumer notices
 * that records it has read were lost. Source: OffsetForLeaderEpochRequest.json, KIP-320.
 */
public final class OffsetForLeaderEpochHandler
    implements ApiHandler<OffsetForLeaderEpochRequestData, OffsetForLeaderEpochResponseData> {
  private final Partitions partitions;

  public OffsetForLeaderEpochHandler(Partitions partitions) {
    this.partitions = partitions;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.OFFSET_FOR_LEADER_EPOCH;
  }

  @Override
  public CompletionStage<OffsetForLeaderEpochResponseData> handle(
      RequestContext context, OffsetForLeaderEpochRequestData request) {
    OffsetForLeaderEpochResponseData response = new OffsetForLeaderEpochResponseData();
    for (OffsetForLeaderTopic topic : request.topics()) {
      OffsetForLeaderTopicResult result = topic(response, topic.topic());
      if (!isAllowed(context, topic.topic())) {
        topic
            .partitions()
            .forEach(
                asked ->
                    result.partitions().add(refused(asked, Errors.TOPIC_AUTHORIZATION_FAILED)));
        continue;
      }
      for (OffsetForLeaderPartition asked : topic.partitions()) {
        result.partitions().add(end(topic.topic(), asked));
      }
    }
    return CompletableFuture.completedFuture(response);
  }

  @Override
  public OffsetForLeaderEpochResponseData refuse(
      OffsetForLeaderEpochRequestData request, Errors error, String message) {
    OffsetForLeaderEpochResponseData response = new OffsetForLeaderEpochResponseData();
    for (OffsetForLeaderTopic topic : request.topics()) {
      OffsetForLeaderTopicResult result = topic(response, topic.topic());
      topic.partitions().forEach(asked -> result.partitions().add(refused(asked, error)));
    }
    return response;
  }

  private static boolean isAllowed(RequestContext context, String topic) {
    return context
            .access()
            .sees(AclOperation.CLUSTER_ACTION, ResourceType.CLUSTER, Resource.CLUSTER_NAME)
        || context.mayTopic(AclOperation.DESCRIBE, topic);
  }

  private EpochEndOffset end(String topic, OffsetForLeaderPartition asked) {
    Partition partition = partitions.find(topic, asked.partition());
    Errors error =
        partition == null
            ? partitions.absence(topic, asked.partition())
            : partition.check(asked.currentLeaderEpoch());
    if (partition == null || error != Errors.NONE) {
      return refused(asked, error);
    }
    EpochEnd end = partition.log().endOffsetForEpoch(asked.leaderEpoch());
    return refused(asked, Errors.NONE)
        .setLeaderEpoch(end.leaderEpoch())
        .setEndOffset(end.endOffset());
  }

  private static OffsetForLeaderTopicResult topic(
      OffsetForLeaderEpochResponseData response, String name) {
    OffsetForLeaderTopicResult result = new OffsetForLeaderTopicResult().setTopic(name);
    response.topics().add(result);
    return result;
  }

  private static EpochEndOffset refused(OffsetForLeaderPartition asked, Errors error) {
    return new EpochEndOffset().setPartition(asked.partition()).setErrorCode(error.code());
  }
}

package io.jackdaw.kafka.api;

import io.jackdaw.kafka.share.state.ShareCoordinator;
import io.jackdaw.kafka.share.state.ShareStateKey;
import io.jackdaw.kafka.share.state.ShareStateWrite;
import io.jackdaw.kafka.share.state.StateBatch;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.WriteShareGroupStateRequestData;
import org.apache.kafka.common.message.WriteShareGroupStateResponseData;
import org.apache.kafka.common.message.WriteShareGroupStateResponseData.PartitionResult;
import org.apache.kafka.common.message.WriteShareGroupStateResponseData.WriteStateResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * WriteShareGroupState (api key 85), from the leader of a partition: what became of records.
 * Source: WriteShareGroupStateRequest.json, KIP-932, KIP-1226.
 */
public final class WriteShareGroupStateHandler
    implements ApiHandler<WriteShareGroupStateRequestData, WriteShareGroupStateResponseData> {
  private final ShareCoordinator coordinator;

  public WriteShareGroupStateHandler(ShareCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.WRITE_SHARE_GROUP_STATE;
  }

  @Override
  public CompletionStage<WriteShareGroupStateResponseData> handle(
      RequestContext context, WriteShareGroupStateRequestData request) {
    Gathering<WriteShareGroupStateResponseData> answers =
        new Gathering<>(new WriteShareGroupStateResponseData());
    for (WriteShareGroupStateRequestData.WriteStateData topic : request.topics()) {
      WriteStateResult result = new WriteStateResult().setTopicId(topic.topicId());
      answers.soFar().results().add(result);
      for (WriteShareGroupStateRequestData.PartitionData partition : topic.partitions()) {
        answers.add(
            coordinator.write(write(request.groupId(), topic.topicId(), partition)),
            answer ->
                result
                    .partitions()
                    .add(result(partition.partition(), answer.error(), answer.message())));
      }
    }
    return answers.all();
  }

  private static ShareStateWrite write(
      String group, Uuid topic, WriteShareGroupStateRequestData.PartitionData partition) {
    return new ShareStateWrite(
        new ShareStateKey(group, topic, partition.partition()),
        partition.stateEpoch(),
        partition.leaderEpoch(),
        partition.startOffset(),
        partition.deliveryCompleteCount(),
        partition.stateBatches().stream()
            .map(
                batch ->
                    new StateBatch(
                        batch.firstOffset(),
                        batch.lastOffset(),
                        batch.deliveryState(),
                        batch.deliveryCount()))
            .toList());
  }

  private static PartitionResult result(int partition, Errors error, @Nullable String message) {
    return new PartitionResult()
        .setPartition(partition)
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }

  @Override
  public WriteShareGroupStateResponseData refuse(
      WriteShareGroupStateRequestData request, Errors error, String message) {
    WriteShareGroupStateResponseData response = new WriteShareGroupStateResponseData();
    for (WriteShareGroupStateRequestData.WriteStateData topic : request.topics()) {
      WriteStateResult result = new WriteStateResult().setTopicId(topic.topicId());
      response.results().add(result);
      topic
          .partitions()
          .forEach(
              partition -> result.partitions().add(result(partition.partition(), error, message)));
    }
    return response;
  }
}

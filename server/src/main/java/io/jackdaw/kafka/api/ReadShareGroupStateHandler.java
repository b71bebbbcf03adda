package io.jackdaw.kafka.api;

import io.jackdaw.kafka.share.state.ShareCoordinator;
import io.jackdaw.kafka.share.state.ShareState;
import io.jackdaw.kafka.share.state.ShareStateAnswer;
import io.jackdaw.kafka.share.state.ShareStateKey;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ReadShareGroupStateRequestData;
import org.apache.kafka.common.message.ReadShareGroupStateResponseData;
import org.apache.kafka.common.message.ReadShareGroupStateResponseData.PartitionResult;
import org.apache.kafka.common.message.ReadShareGroupStateResponseData.ReadStateResult;
import org.apache.kafka.common.message.ReadShareGroupStateResponseData.StateBatch;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * ReadShareGroupState (api key 84), from the leader of a partition: what is stored of it. Source:
 * ReadShareGroupStateRequest.json, KIP-932.
 */
public final class ReadShareGroupStateHandler
    implements ApiHandler<ReadShareGroupStateRequestData, ReadShareGroupStateResponseData> {
  private final ShareCoordinator coordinator;

  public ReadShareGroupStateHandler(ShareCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.READ_SHARE_GROUP_STATE;
  }

  @Override
  public CompletionStage<ReadShareGroupStateResponseData> handle(
      RequestContext context, ReadShareGroupStateRequestData request) {
    Gathering<ReadShareGroupStateResponseData> answers =
        new Gathering<>(new ReadShareGroupStateResponseData());
    for (ReadShareGroupStateRequestData.ReadStateData topic : request.topics()) {
      ReadStateResult result = new ReadStateResult().setTopicId(topic.topicId());
      answers.soFar().results().add(result);
      for (ReadShareGroupStateRequestData.PartitionData partition : topic.partitions()) {
        answers.add(
            coordinator.read(
                new ShareStateKey(request.groupId(), topic.topicId(), partition.partition()),
                partition.leaderEpoch()),
            answer -> result.partitions().add(result(partition.partition(), answer)));
      }
    }
    return answers.all();
  }

  private static PartitionResult result(int partition, ShareStateAnswer answer) {
    PartitionResult result = result(partition, answer.error(), answer.message());
    ShareState state = answer.state();
    if (state != null) {
      result.setStateEpoch(state.stateEpoch()).setStartOffset(state.startOffset());
      state
          .batches()
          .forEach(
              batch ->
                  result
                      .stateBatches()
                      .add(
                          new StateBatch()
                              .setFirstOffset(batch.firstOffset())
                              .setLastOffset(batch.lastOffset())
                              .setDeliveryState(batch.state())
                              .setDeliveryCount(batch.deliveryCount())));
    }
    return result;
  }

  private static PartitionResult result(int partition, Errors error, @Nullable String message) {
    return new PartitionResult()
        .setPartition(partition)
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }

  @Override
  public ReadShareGroupStateResponseData refuse(
      ReadShareGroupStateRequestData request, Errors error, String message) {
    ReadShareGroupStateResponseData response = new ReadShareGroupStateResponseData();
    for (ReadShareGroupStateRequestData.ReadStateData topic : request.topics()) {
      ReadStateResult result = new ReadStateResult().setTopicId(topic.topicId());
      response.results().add(result);
      topic
          .partitions()
          .forEach(
              partition -> result.partitions().add(result(partition.partition(), error, message)));
    }
    return response;
  }
}

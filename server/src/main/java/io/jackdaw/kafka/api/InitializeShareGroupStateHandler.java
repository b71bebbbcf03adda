package io.jackdaw.kafka.api;

import io.jackdaw.kafka.share.state.ShareCoordinator;
import io.jackdaw.kafka.share.state.ShareStateKey;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.InitializeShareGroupStateRequestData;
import org.apache.kafka.common.message.InitializeShareGroupStateResponseData;
import org.apache.kafka.common.message.InitializeShareGroupStateResponseData.InitializeStateResult;
import org.apache.kafka.common.message.InitializeShareGroupStateResponseData.PartitionResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * InitializeShareGroupState (api key 83), from a group's coordinator: states begin. Source:
 * InitializeShareGroupStateRequest.json, KIP-932.
 */
public final class InitializeShareGroupStateHandler
    implements ApiHandler<
        InitializeShareGroupStateRequestData, InitializeShareGroupStateResponseData> {
  private final ShareCoordinator coordinator;

  public InitializeShareGroupStateHandler(ShareCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.INITIALIZE_SHARE_GROUP_STATE;
  }

  @Override
  public CompletionStage<InitializeShareGroupStateResponseData> handle(
      RequestContext context, InitializeShareGroupStateRequestData request) {
    Gathering<InitializeShareGroupStateResponseData> answers =
        new Gathering<>(new InitializeShareGroupStateResponseData());
    for (InitializeShareGroupStateRequestData.InitializeStateData topic : request.topics()) {
      InitializeStateResult result = new InitializeStateResult().setTopicId(topic.topicId());
      answers.soFar().results().add(result);
      for (InitializeShareGroupStateRequestData.PartitionData partition : topic.partitions()) {
        answers.add(
            coordinator.initialize(
                new ShareStateKey(request.groupId(), topic.topicId(), partition.partition()),
                partition.stateEpoch(),
                partition.startOffset()),
            answer ->
                result
                    .partitions()
                    .add(result(partition.partition(), answer.error(), answer.message())));
      }
    }
    return answers.all();
  }

  private static PartitionResult result(int partition, Errors error, @Nullable String message) {
    return new PartitionResult()
        .setPartition(partition)
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }

  @Override
  public InitializeShareGroupStateResponseData refuse(
      InitializeShareGroupStateRequestData request, Errors error, String message) {
    InitializeShareGroupStateResponseData response = new InitializeShareGroupStateResponseData();
    for (InitializeShareGroupStateRequestData.InitializeStateData topic : request.topics()) {
      InitializeStateResult result = new InitializeStateResult().setTopicId(topic.topicId());
      response.results().add(result);
      topic
          .partitions()
          .forEach(
              partition -> result.partitions().add(result(partition.partition(), error, message)));
    }
    return response;
  }
}

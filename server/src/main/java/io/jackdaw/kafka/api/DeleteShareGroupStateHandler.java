package io.jackdaw.kafka.api;

import io.jackdaw.kafka.share.state.ShareCoordinator;
import io.jackdaw.kafka.share.state.ShareStateKey;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DeleteShareGroupStateRequestData;
import org.apache.kafka.common.message.DeleteShareGroupStateResponseData;
import org.apache.kafka.common.message.DeleteShareGroupStateResponseData.DeleteStateResult;
import org.apache.kafka.common.message.DeleteShareGroupStateResponseData.PartitionResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * DeleteShareGroupState (api key 86), from a group's coordinator: states end. Source:
 * DeleteShareGroupStateRequest.json, KIP-932.
 */
public final class DeleteShareGroupStateHandler
    implements ApiHandler<DeleteShareGroupStateRequestData, DeleteShareGroupStateResponseData> {
  private final ShareCoordinator coordinator;

  public DeleteShareGroupStateHandler(ShareCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DELETE_SHARE_GROUP_STATE;
  }

  @Override
  public CompletionStage<DeleteShareGroupStateResponseData> handle(
      RequestContext context, DeleteShareGroupStateRequestData request) {
    Gathering<DeleteShareGroupStateResponseData> answers =
        new Gathering<>(new DeleteShareGroupStateResponseData());
    for (DeleteShareGroupStateRequestData.DeleteStateData topic : request.topics()) {
      DeleteStateResult result = new DeleteStateResult().setTopicId(topic.topicId());
      answers.soFar().results().add(result);
      for (DeleteShareGroupStateRequestData.PartitionData partition : topic.partitions()) {
        answers.add(
            coordinator.delete(
                new ShareStateKey(request.groupId(), topic.topicId(), partition.partition())),
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
  public DeleteShareGroupStateResponseData refuse(
      DeleteShareGroupStateRequestData request, Errors error, String message) {
    DeleteShareGroupStateResponseData response = new DeleteShareGroupStateResponseData();
    for (DeleteShareGroupStateRequestData.DeleteStateData topic : request.topics()) {
      DeleteStateResult result = new DeleteStateResult().setTopicId(topic.topicId());
      response.results().add(result);
      topic
          .partitions()
          .forEach(
              partition -> result.partitions().add(result(partition.partition(), error, message)));
    }
    return response;
  }
}

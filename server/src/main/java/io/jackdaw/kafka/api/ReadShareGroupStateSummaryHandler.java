package io.jackdaw.kafka.api;

import io.jackdaw.kafka.share.state.ShareCoordinator;
import io.jackdaw.kafka.share.state.ShareState;
import io.jackdaw.kafka.share.state.ShareStateAnswer;
import io.jackdaw.kafka.share.state.ShareStateKey;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ReadShareGroupStateSummaryRequestData;
import org.apache.kafka.common.message.ReadShareGroupStateSummaryResponseData;
import org.apache.kafka.common.message.ReadShareGroupStateSummaryResponseData.PartitionResult;
import org.apache.kafka.common.message.ReadShareGroupStateSummaryResponseData.ReadStateSummaryResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * ReadShareGroupStateSummary (api key 87), from a group's coordinator: how far a group is. Source:
 * ReadShareGroupStateSummaryRequest.json, KIP-932, KIP-1226.
 */
public final class ReadShareGroupStateSummaryHandler
    implements ApiHandler<
        ReadShareGroupStateSummaryRequestData, ReadShareGroupStateSummaryResponseData> {
  private final ShareCoordinator coordinator;

  public ReadShareGroupStateSummaryHandler(ShareCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.READ_SHARE_GROUP_STATE_SUMMARY;
  }

  @Override
  public CompletionStage<ReadShareGroupStateSummaryResponseData> handle(
      RequestContext context, ReadShareGroupStateSummaryRequestData request) {
    Gathering<ReadShareGroupStateSummaryResponseData> answers =
        new Gathering<>(new ReadShareGroupStateSummaryResponseData());
    for (ReadShareGroupStateSummaryRequestData.ReadStateSummaryData topic : request.topics()) {
      ReadStateSummaryResult result = new ReadStateSummaryResult().setTopicId(topic.topicId());
      answers.soFar().results().add(result);
      for (ReadShareGroupStateSummaryRequestData.PartitionData partition : topic.partitions()) {
        answers.add(
            coordinator.summary(
                new ShareStateKey(request.groupId(), topic.topicId(), partition.partition())),
            answer -> result.partitions().add(result(partition.partition(), answer)));
      }
    }
    return answers.all();
  }

  private static PartitionResult result(int partition, ShareStateAnswer answer) {
    ShareState state = answer.state();
    PartitionResult result =
        result(partition, answer.error(), answer.message()).setStartOffset(ShareState.NO_OFFSET);
    return state == null
        ? result
        : result
            .setStateEpoch(state.stateEpoch())
            .setLeaderEpoch(state.leaderEpoch())
            .setStartOffset(state.startOffset())
            .setDeliveryCompleteCount(state.completeCount());
  }

  private static PartitionResult result(int partition, Errors error, @Nullable String message) {
    return new PartitionResult()
        .setPartition(partition)
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }

  @Override
  public ReadShareGroupStateSummaryResponseData refuse(
      ReadShareGroupStateSummaryRequestData request, Errors error, String message) {
    ReadShareGroupStateSummaryResponseData response = new ReadShareGroupStateSummaryResponseData();
    for (ReadShareGroupStateSummaryRequestData.ReadStateSummaryData topic : request.topics()) {
      ReadStateSummaryResult result = new ReadStateSummaryResult().setTopicId(topic.topicId());
      response.results().add(result);
      topic
          .partitions()
          .forEach(
              partition -> result.partitions().add(result(partition.partition(), error, message)));
    }
    return response;
  }
}

package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.CommitRequest;
import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.TopicImage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * OffsetCommit (api key 8): stores a group's positions. Source: OffsetCommitRequest.json; topics by
 * id since version 10 (KIP-848).
 */
public final class OffsetCommitHandler
    implements ApiHandler<OffsetCommitRequestData, OffsetCommitResponseData> {
  private static final short FIRST_TO_KNOW_GROUP_ID_NOT_FOUND = 9;
  private static final short FIRST_WITH_TOPIC_IDS = 10;

  private final GroupCoordinator coordinator;
  private final ClusterView cluster;

  public OffsetCommitHandler(GroupCoordinator coordinator, ClusterView cluster) {
    this.coordinator = coordinator;
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.OFFSET_COMMIT;
  }

  @Override
  public CompletionStage<OffsetCommitResponseData> handle(
      RequestContext context, OffsetCommitRequestData request) {
    if (!context.mayGroup(AclOperation.READ, request.groupId())) {
      return CompletableFuture.completedFuture(
          refuse(
              request,
              Errors.GROUP_AUTHORIZATION_FAILED,
              Errors.GROUP_AUTHORIZATION_FAILED.message()));
    }
    boolean byId = context.version() >= FIRST_WITH_TOPIC_IDS;
    CommitSlots slots = new CommitSlots(context, cluster.image(), byId);
    OffsetCommitResponseData response = new OffsetCommitResponseData();
    for (OffsetCommitRequestTopic topic : request.topics()) {
      TopicImage known = slots.topic(topic.topicId(), topic.name());
      OffsetCommitResponseTopic answer =
          new OffsetCommitResponseTopic().setName(topic.name()).setTopicId(topic.topicId());
      response.topics().add(answer);
      for (OffsetCommitRequestPartition partition : topic.partitions()) {
        OffsetCommitResponsePartition slot =
            new OffsetCommitResponsePartition().setPartitionIndex(partition.partitionIndex());
        answer.partitions().add(slot);
        slots.add(
            known,
            topic.name(),
            partition.partitionIndex(),
            partition.committedOffset(),
            partition.committedLeaderEpoch(),
            partition.committedMetadata(),
            slot::setErrorCode);
      }
    }
    if (slots.entries().isEmpty()) {
      return CompletableFuture.completedFuture(response);
    }
    return coordinator
        .commit(
            new CommitRequest(
                request.groupId(),
                request.generationIdOrMemberEpoch(),
                request.memberId(),
                request.groupInstanceId(),
                request.retentionTimeMs(),
                context.version() >= FIRST_TO_KNOW_GROUP_ID_NOT_FOUND,
                slots.entries()))
        .thenApply(
            errors -> {
              slots.answer(errors);
              return response;
            });
  }

  @Override
  public OffsetCommitResponseData refuse(
      OffsetCommitRequestData request, Errors error, String message) {
    OffsetCommitResponseData response = new OffsetCommitResponseData();
    for (OffsetCommitRequestTopic topic : request.topics()) {
      OffsetCommitResponseTopic answer =
          new OffsetCommitResponseTopic().setName(topic.name()).setTopicId(topic.topicId());
      for (OffsetCommitRequestPartition partition : topic.partitions()) {
        answer
            .partitions()
            .add(
                new OffsetCommitResponsePartition()
                    .setPartitionIndex(partition.partitionIndex())
                    .setErrorCode(error.code()));
      }
      response.topics().add(answer);
    }
    return response;
  }
}

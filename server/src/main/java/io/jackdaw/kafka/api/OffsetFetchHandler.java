package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.FetchedOffsets;
import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.TopicImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * OffsetFetch (api key 9): the committed positions of one group, or since version 8 of several.
 * Source: OffsetFetchRequest.json; topics by id since version 10 (KIP-848).
 */
public final class OffsetFetchHandler
    implements ApiHandler<OffsetFetchRequestData, OffsetFetchResponseData> {
  private static final short FIRST_WITH_GROUPS = 8;
  private static final short FIRST_WITH_TOPIC_IDS = 10;

  private final GroupCoordinator coordinator;
  private final ClusterView cluster;

  public OffsetFetchHandler(GroupCoordinator coordinator, ClusterView cluster) {
    this.coordinator = coordinator;
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.OFFSET_FETCH;
  }

  @Override
  public CompletionStage<OffsetFetchResponseData> handle(
      RequestContext context, OffsetFetchRequestData request) {
    if (context.version() < FIRST_WITH_GROUPS) {
      OffsetFetchRequestGroup only = SingleGroupOffsets.upgrade(request);
      return fetch(context, only, false, request.requireStable())
          .thenApply(group -> SingleGroupOffsets.downgrade(context.version(), only, group));
    }
    boolean byId = context.version() >= FIRST_WITH_TOPIC_IDS;
    OffsetFetchResponseData response = new OffsetFetchResponseData();
    CompletionStage<OffsetFetchResponseData> all = CompletableFuture.completedFuture(response);
    for (OffsetFetchRequestGroup group : request.groups()) {
      all =
          all.thenCombine(
              fetch(context, group, byId, request.requireStable()),
              (gathered, answer) -> {
                gathered.groups().add(answer);
                return gathered;
              });
    }
    return all;
  }

  private CompletionStage<OffsetFetchResponseGroup> fetch(
      RequestContext context,
      OffsetFetchRequestGroup request,
      boolean byId,
      boolean requireStable) {
    if (!context.mayGroup(AclOperation.DESCRIBE, request.groupId())) {
      return CompletableFuture.completedFuture(
          new OffsetFetchResponseGroup()
              .setGroupId(request.groupId())
              .setErrorCode(Errors.GROUP_AUTHORIZATION_FAILED.code()));
    }
    ClusterImage image = cluster.image();
    List<OffsetFetchResponseTopics> unknown = new ArrayList<>();
    Map<String, List<Integer>> asked = asked(context, request, byId, image, unknown);
    return coordinator
        .fetch(request.groupId(), request.memberId(), request.memberEpoch(), asked, requireStable)
        .thenApply(
            fetched -> {
              OffsetFetchResponseGroup answer =
                  new OffsetFetchResponseGroup()
                      .setGroupId(request.groupId())
                      .setErrorCode(fetched.error().code());
              for (FetchedOffsets.Topic topic : fetched.topics()) {
                if (context.seesTopic(topic.name())) {
                  addTopic(answer, topic, byId, image);
                }
              }
              if (fetched.error() == Errors.NONE) {
                answer.topics().addAll(unknown);
              }
              return answer;
            });
  }

  private static @Nullable Map<String, List<Integer>> asked(
      RequestContext context,
      OffsetFetchRequestGroup request,
      boolean byId,
      ClusterImage image,
      List<OffsetFetchResponseTopics> unknown) {
    if (request.topics() == null) {
      return null;
    }
    Map<String, List<Integer>> asked = new LinkedHashMap<>();
    for (OffsetFetchRequestTopics topic : request.topics()) {
      TopicImage known = byId ? image.topic(topic.topicId()) : null;
      String name = known == null ? topic.name() : known.name();
      if (byId && known == null) {
        unknown.add(refused(topic, Errors.UNKNOWN_TOPIC_ID));
      } else if (!context.mayTopic(AclOperation.DESCRIBE, name)) {
        unknown.add(refused(topic, Errors.TOPIC_AUTHORIZATION_FAILED));
      } else {
        asked.computeIfAbsent(name, n -> new ArrayList<>()).addAll(topic.partitionIndexes());
      }
    }
    return asked;
  }

  private static OffsetFetchResponseTopics refused(OffsetFetchRequestTopics topic, Errors error) {
    OffsetFetchResponseTopics answer =
        new OffsetFetchResponseTopics().setName(topic.name()).setTopicId(topic.topicId());
    for (int partition : topic.partitionIndexes()) {
      answer
          .partitions()
          .add(
              new OffsetFetchResponsePartitions()
                  .setPartitionIndex(partition)
                  .setCommittedOffset(-1)
                  .setMetadata("")
                  .setErrorCode(error.code()));
    }
    return answer;
  }

  /** By id, a topic that has none any more cannot be shown. */
  private static void addTopic(
      OffsetFetchResponseGroup answer,
      FetchedOffsets.Topic topic,
      boolean byId,
      ClusterImage image) {
    OffsetFetchResponseTopics shown = new OffsetFetchResponseTopics().setName(topic.name());
    if (byId) {
      TopicImage known = image.topic(topic.name());
      if (known == null) {
        return;
      }
      shown.setTopicId(known.id());
    }
    for (FetchedOffsets.Partition partition : topic.partitions()) {
      shown
          .partitions()
          .add(
              new OffsetFetchResponsePartitions()
                  .setPartitionIndex(partition.index())
                  .setCommittedOffset(partition.offset())
                  .setCommittedLeaderEpoch(partition.leaderEpoch())
                  .setMetadata(partition.metadata())
                  .setErrorCode(partition.error().code()));
    }
    answer.topics().add(shown);
  }

  @Override
  public OffsetFetchResponseData refuse(
      OffsetFetchRequestData request, Errors error, String message) {
    if (request.groups().isEmpty()) {
      return SingleGroupOffsets.refuse(request, error);
    }
    OffsetFetchResponseData response = new OffsetFetchResponseData();
    for (OffsetFetchRequestGroup group : request.groups()) {
      response
          .groups()
          .add(
              new OffsetFetchResponseGroup()
                  .setGroupId(group.groupId())
                  .setErrorCode(error.code()));
    }
    return response;
  }
}

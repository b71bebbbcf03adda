package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.group.ShareGroupView;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.TopicImage;
import io.jackdaw.kafka.share.Shares;
import io.jackdaw.kafka.share.StoredShares;
import io.jackdaw.kafka.share.state.ShareState;
import io.jackdaw.kafka.share.state.ShareStateAnswer;
import io.jackdaw.kafka.share.state.ShareStateKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestPartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData.AlterShareGroupOffsetsResponsePartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData.AlterShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * AlterShareGroupOffsets (api key 91): has a share group that nobody is in begin elsewhere. Source:
 * AlterShareGroupOffsetsRequest.json, KIP-932.
 */
public final class AlterShareGroupOffsetsHandler
    implements ApiHandler<AlterShareGroupOffsetsRequestData, AlterShareGroupOffsetsResponseData> {
  private final GroupCoordinator groups;
  private final StoredShares stored;
  private final Shares shares;
  private final ClusterView cluster;

  public AlterShareGroupOffsetsHandler(
      GroupCoordinator groups, StoredShares stored, Shares shares, ClusterView cluster) {
    this.groups = groups;
    this.stored = stored;
    this.shares = shares;
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.ALTER_SHARE_GROUP_OFFSETS;
  }

  @Override
  public CompletionStage<AlterShareGroupOffsetsResponseData> handle(
      RequestContext context, AlterShareGroupOffsetsRequestData request) {
    if (!context.mayGroup(AclOperation.READ, request.groupId())) {
      Errors error = Errors.GROUP_AUTHORIZATION_FAILED;
      return CompletableFuture.completedFuture(refuse(request, error, error.message()));
    }
    return groups
        .viewShareGroup(request.groupId())
        .thenApply(view -> view.onlyIfEmpty(request.groupId()))
        .thenCompose(
            view ->
                switch (view.error()) {
                  case NONE -> alter(context, request);
                  case GROUP_ID_NOT_FOUND -> begin(context, request, view);
                  default ->
                      CompletableFuture.completedFuture(
                          refuse(request, view.error(), view.message()));
                });
  }

  /** As in Apache Kafka, a group may be told where to begin before anybody is in it. */
  private CompletionStage<AlterShareGroupOffsetsResponseData> begin(
      RequestContext context, AlterShareGroupOffsetsRequestData request, ShareGroupView view) {
    return groups
        .shareStatesBegun(request.groupId(), Map.of())
        .thenCompose(
            begun ->
                begun == Errors.NONE
                    ? alter(context, request)
                    : CompletableFuture.completedFuture(
                        refuse(
                            request,
                            begun,
                            begun == view.error() ? view.message() : begun.message())));
  }

  private CompletionStage<AlterShareGroupOffsetsResponseData> alter(
      RequestContext context, AlterShareGroupOffsetsRequestData request) {
    Map<ShareStateKey, Long> wanted = new HashMap<>();
    for (AlterShareGroupOffsetsRequestTopic topic : request.topics()) {
      TopicImage image = cluster.image().topic(topic.topicName());
      for (AlterShareGroupOffsetsRequestPartition partition : topic.partitions()) {
        if (refusal(context, topic, partition) == Errors.NONE && image != null) {
          wanted.put(
              new ShareStateKey(request.groupId(), image.id(), partition.partitionIndex()),
              partition.startOffset());
        }
      }
    }
    List<ShareStateKey> keys = new ArrayList<>(wanted.keySet());
    return stored
        .summaries(keys)
        .thenCompose(
            before ->
                stored.initialize(
                    keys,
                    key -> {
                      ShareStateAnswer known = before.get(key);
                      ShareState state = known == null ? null : known.state();
                      return state == null ? 0 : state.stateEpoch() + 1;
                    },
                    key -> wanted.getOrDefault(key, ShareState.NO_OFFSET)))
        .thenCompose(
            errors -> {
              shares.forget(request.groupId());
              Map<Uuid, Set<Integer>> begun = new HashMap<>();
              errors.forEach(
                  (key, error) -> {
                    if (error == Errors.NONE) {
                      begun
                          .computeIfAbsent(key.topic(), id -> new HashSet<>())
                          .add(key.partition());
                    }
                  });
              return groups
                  .shareStatesBegun(request.groupId(), begun)
                  .thenApply(noted -> answer(context, request, errors, noted));
            });
  }

  private Errors refusal(
      RequestContext context,
      AlterShareGroupOffsetsRequestTopic topic,
      AlterShareGroupOffsetsRequestPartition partition) {
    if (!context.mayTopic(AclOperation.READ, topic.topicName())) {
      return Errors.TOPIC_AUTHORIZATION_FAILED;
    }
    if (cluster.image().partition(topic.topicName(), partition.partitionIndex()) == null) {
      return Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }
    return partition.startOffset() < 0 ? Errors.INVALID_REQUEST : Errors.NONE;
  }

  private AlterShareGroupOffsetsResponseData answer(
      RequestContext context,
      AlterShareGroupOffsetsRequestData request,
      Map<ShareStateKey, Errors> errors,
      Errors noted) {
    AlterShareGroupOffsetsResponseData response = new AlterShareGroupOffsetsResponseData();
    for (AlterShareGroupOffsetsRequestTopic topic : request.topics()) {
      TopicImage image = cluster.image().topic(topic.topicName());
      Uuid id = image == null ? Uuid.ZERO_UUID : image.id();
      AlterShareGroupOffsetsResponseTopic shown =
          new AlterShareGroupOffsetsResponseTopic().setTopicName(topic.topicName()).setTopicId(id);
      for (AlterShareGroupOffsetsRequestPartition partition : topic.partitions()) {
        Errors error =
            errors.getOrDefault(
                new ShareStateKey(request.groupId(), id, partition.partitionIndex()),
                refusal(context, topic, partition));
        Errors told = error == Errors.NONE ? noted : error;
        shown
            .partitions()
            .add(
                new AlterShareGroupOffsetsResponsePartition()
                    .setPartitionIndex(partition.partitionIndex())
                    .setErrorCode(told.code())
                    .setErrorMessage(told == Errors.NONE ? null : told.message()));
      }
      response.responses().add(shown);
    }
    return response;
  }

  @Override
  public AlterShareGroupOffsetsResponseData refuse(
      AlterShareGroupOffsetsRequestData request, Errors error, String message) {
    return new AlterShareGroupOffsetsResponseData()
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }
}

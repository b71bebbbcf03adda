package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.group.ShareGroupView;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.TopicImage;
import io.jackdaw.kafka.share.Shares;
import io.jackdaw.kafka.share.StoredShares;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData.DeleteShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsResponseData.DeleteShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DeleteShareGroupOffsets (api key 92): has a share group that nobody is in forget topics. Source:
 * DeleteShareGroupOffsetsRequest.json, KIP-932.
 */
public final class DeleteShareGroupOffsetsHandler
    implements ApiHandler<DeleteShareGroupOffsetsRequestData, DeleteShareGroupOffsetsResponseData> {
  private final GroupCoordinator groups;
  private final StoredShares stored;
  private final Shares shares;
  private final ClusterView cluster;

  public DeleteShareGroupOffsetsHandler(
      GroupCoordinator groups, StoredShares stored, Shares shares, ClusterView cluster) {
    this.groups = groups;
    this.stored = stored;
    this.shares = shares;
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DELETE_SHARE_GROUP_OFFSETS;
  }

  @Override
  public CompletionStage<DeleteShareGroupOffsetsResponseData> handle(
      RequestContext context, DeleteShareGroupOffsetsRequestData request) {
    if (!context.mayGroup(AclOperation.DELETE, request.groupId())) {
      Errors error = Errors.GROUP_AUTHORIZATION_FAILED;
      return CompletableFuture.completedFuture(refuse(request, error, error.message()));
    }
    return groups
        .viewShareGroup(request.groupId())
        .thenApply(view -> view.onlyIfEmpty(request.groupId()))
        .thenCompose(
            view ->
                view.error() == Errors.NONE
                    ? delete(context, request, view)
                    : CompletableFuture.completedFuture(
                        refuse(request, view.error(), view.message())));
  }

  private CompletionStage<DeleteShareGroupOffsetsResponseData> delete(
      RequestContext context, DeleteShareGroupOffsetsRequestData request, ShareGroupView view) {
    Map<Uuid, SortedSet<Integer>> wanted = new HashMap<>();
    for (DeleteShareGroupOffsetsRequestTopic topic : request.topics()) {
      TopicImage image = cluster.image().topic(topic.topicName());
      ShareGroupView.Topic known = image == null ? null : view.initialized().get(image.id());
      if (image != null
          && known != null
          && context.mayTopic(AclOperation.READ, topic.topicName())) {
        wanted.put(image.id(), known.partitions());
      }
    }
    return stored
        .delete(StoredShares.keys(request.groupId(), wanted))
        .thenCompose(
            errors -> {
              shares.forget(request.groupId());
              Map<Uuid, Errors> byTopic = new HashMap<>();
              errors.forEach(
                  (key, error) ->
                      byTopic.merge(
                          key.topic(), error, (one, other) -> one == Errors.NONE ? other : one));
              byTopic.forEach(
                  (id, error) -> {
                    if (error != Errors.NONE) {
                      wanted.remove(id);
                    }
                  });
              return groups
                  .shareStatesEnded(request.groupId(), wanted.keySet())
                  .thenApply(noted -> answer(context, request, byTopic, noted));
            });
  }

  private DeleteShareGroupOffsetsResponseData answer(
      RequestContext context,
      DeleteShareGroupOffsetsRequestData request,
      Map<Uuid, Errors> errors,
      Errors noted) {
    DeleteShareGroupOffsetsResponseData response = new DeleteShareGroupOffsetsResponseData();
    for (DeleteShareGroupOffsetsRequestTopic topic : request.topics()) {
      TopicImage image = cluster.image().topic(topic.topicName());
      Uuid id = image == null ? Uuid.ZERO_UUID : image.id();
      Errors error;
      if (!context.mayTopic(AclOperation.READ, topic.topicName())) {
        error = Errors.TOPIC_AUTHORIZATION_FAILED;
      } else if (image == null) {
        error = Errors.UNKNOWN_TOPIC_OR_PARTITION;
      } else {
        // What the group has never read is forgotten already.
        error = errors.getOrDefault(id, Errors.NONE);
        error = error == Errors.NONE ? noted : error;
      }
      response
          .responses()
          .add(
              new DeleteShareGroupOffsetsResponseTopic()
                  .setTopicName(topic.topicName())
                  .setTopicId(id)
                  .setErrorCode(error.code())
                  .setErrorMessage(error == Errors.NONE ? null : error.message()));
    }
    return response;
  }

  @Override
  public DeleteShareGroupOffsetsResponseData refuse(
      DeleteShareGroupOffsetsRequestData request, Errors error, String message) {
    return new DeleteShareGroupOffsetsResponseData()
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }
}

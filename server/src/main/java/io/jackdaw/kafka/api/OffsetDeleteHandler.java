package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.DeletedOffsets;
import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartitionCollection;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * OffsetDelete (api key 47): forgets a group's positions in topics it does not read at present.
 * Source: OffsetDeleteRequest.json, KIP-496.
 */
public final class OffsetDeleteHandler
    implements ApiHandler<OffsetDeleteRequestData, OffsetDeleteResponseData> {
  private final GroupCoordinator coordinator;
  private final ClusterView cluster;

  public OffsetDeleteHandler(GroupCoordinator coordinator, ClusterView cluster) {
    this.coordinator = coordinator;
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.OFFSET_DELETE;
  }

  @Override
  public CompletionStage<OffsetDeleteResponseData> handle(
      RequestContext context, OffsetDeleteRequestData request) {
    if (!context.mayGroup(AclOperation.DELETE, request.groupId())) {
      return CompletableFuture.completedFuture(
          refuse(
              request,
              Errors.GROUP_AUTHORIZATION_FAILED,
              Errors.GROUP_AUTHORIZATION_FAILED.message()));
    }
    if (request.groupId().isEmpty()) {
      return CompletableFuture.completedStage(refuse(request, Errors.INVALID_GROUP_ID, ""));
    }
    ClusterImage image = cluster.image();
    Map<String, List<Integer>> asked = new LinkedHashMap<>();
    Map<String, Map<Integer, Errors>> unknown = new LinkedHashMap<>();
    for (OffsetDeleteRequestTopic topic : request.topics()) {
      for (OffsetDeleteRequestPartition partition : topic.partitions()) {
        int index = partition.partitionIndex();
        if (!context.mayTopic(AclOperation.READ, topic.name())) {
          unknown
              .computeIfAbsent(topic.name(), name -> new LinkedHashMap<>())
              .put(index, Errors.TOPIC_AUTHORIZATION_FAILED);
        } else if (image.partition(topic.name(), index) == null) {
          unknown
              .computeIfAbsent(topic.name(), name -> new LinkedHashMap<>())
              .put(index, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        } else {
          asked.computeIfAbsent(topic.name(), name -> new ArrayList<>()).add(index);
        }
      }
    }
    return coordinator
        .deleteOffsets(request.groupId(), asked)
        .thenApply(deleted -> response(deleted, unknown));
  }

  private static OffsetDeleteResponseData response(
      DeletedOffsets deleted, Map<String, Map<Integer, Errors>> unknown) {
    OffsetDeleteResponseData response =
        new OffsetDeleteResponseData().setErrorCode(deleted.error().code());
    if (deleted.error() == Errors.NONE) {
      Map<String, Map<Integer, Errors>> all = new LinkedHashMap<>();
      deleted.partitions().forEach((topic, errors) -> all.put(topic, new LinkedHashMap<>(errors)));
      unknown.forEach(
          (topic, errors) ->
              all.computeIfAbsent(topic, name -> new LinkedHashMap<>()).putAll(errors));
      all.forEach((topic, errors) -> response.topics().add(topic(topic, errors)));
    }
    return response;
  }

  private static OffsetDeleteResponseTopic topic(String name, Map<Integer, Errors> errors) {
    OffsetDeleteResponsePartitionCollection partitions =
        new OffsetDeleteResponsePartitionCollection();
    errors.forEach(
        (partition, error) ->
            partitions.add(
                new OffsetDeleteResponsePartition()
                    .setPartitionIndex(partition)
                    .setErrorCode(error.code())));
    return new OffsetDeleteResponseTopic().setName(name).setPartitions(partitions);
  }

  @Override
  public OffsetDeleteResponseData refuse(
      OffsetDeleteRequestData request, Errors error, String message) {
    return new OffsetDeleteResponseData().setErrorCode(error.code());
  }
}

package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.TopicImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * DescribeTopicPartitions (api key 75): topics and their partitions, in pages: by name, then by
 * index, from a cursor on. Source: DescribeTopicPartitionsRequest.json, KIP-966.
 */
public final class DescribeTopicPartitionsHandler
    implements ApiHandler<DescribeTopicPartitionsRequestData, DescribeTopicPartitionsResponseData> {
  private final ClusterView cluster;
  private final int maxPartitions;

  /**
   * @param maxPartitions in one answer, whatever the client would take
   */
  public DescribeTopicPartitionsHandler(ClusterView cluster, int maxPartitions) {
    this.cluster = cluster;
    this.maxPartitions = maxPartitions;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_TOPIC_PARTITIONS;
  }

  @Override
  public CompletionStage<DescribeTopicPartitionsResponseData> handle(
      RequestContext context, DescribeTopicPartitionsRequestData request) {
    DescribeTopicPartitionsRequestData.Cursor from = request.cursor();
    if (from != null && from.partitionIndex() < 0) {
      return CompletableFuture.failedStage(
          Errors.INVALID_REQUEST.exception(
              "The cursor's partition must be at least 0, was " + from.partitionIndex()));
    }
    if (from != null
        && !request.topics().isEmpty()
        && request.topics().stream().noneMatch(topic -> topic.name().equals(from.topicName()))) {
      return CompletableFuture.failedStage(
          Errors.INVALID_REQUEST.exception(
              "The cursor's topic must be among those asked for, was " + from.topicName()));
    }
    ClusterImage image = cluster.image();
    Page page =
        new Page(
            context,
            new TopicPartitionsDescription(image, context.listener()),
            Math.clamp(request.responsePartitionLimit(), 1, maxPartitions));
    List<String> forbidden = new ArrayList<>();
    for (String name : names(request, image, from)) {
      if (!context.mayTopic(AclOperation.DESCRIBE, name)) {
        forbidden.add(name);
        continue;
      }
      int first = from != null && from.topicName().equals(name) ? from.partitionIndex() : 0;
      if (!page.add(name, first)) {
        break;
      }
    }
    if (!request.topics().isEmpty()) {
      forbidden.forEach(name -> page.response.topics().add(forbidden(name)));
    }
    return CompletableFuture.completedStage(page.response);
  }

  private static DescribeTopicPartitionsResponseTopic forbidden(String name) {
    return new DescribeTopicPartitionsResponseTopic()
        .setName(name)
        .setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code());
  }

  private static SortedSet<String> names(
      DescribeTopicPartitionsRequestData request,
      ClusterImage image,
      DescribeTopicPartitionsRequestData.@Nullable Cursor from) {
    Collection<String> asked =
        request.topics().isEmpty()
            ? image.topics().keySet()
            : request.topics().stream().map(topic -> topic.name()).toList();
    TreeSet<String> names = new TreeSet<>(asked);
    return from == null ? names : names.tailSet(from.topicName());
  }

  @Override
  public DescribeTopicPartitionsResponseData refuse(
      DescribeTopicPartitionsRequestData request, Errors error, String message) {
    DescribeTopicPartitionsResponseData response = new DescribeTopicPartitionsResponseData();
    request
        .topics()
        .forEach(
            topic ->
                response
                    .topics()
                    .add(
                        new DescribeTopicPartitionsResponseTopic()
                            .setName(topic.name())
                            .setErrorCode(error.code())));
    return response;
  }

  /** A page that is being filled. */
  private static final class Page {
    private final DescribeTopicPartitionsResponseData response =
        new DescribeTopicPartitionsResponseData();
    private final RequestContext context;
    private final TopicPartitionsDescription description;
    private int room;

    Page(RequestContext context, TopicPartitionsDescription description, int room) {
      this.context = context;
      this.description = description;
      this.room = room;
    }

    /** Adds what there is room for; false once the page is full and its cursor set. */
    boolean add(String name, int firstPartition) {
      if (room == 0) {
        next(name, firstPartition);
        return false;
      }
      TopicImage topic = description.image().topic(name);
      DescribeTopicPartitionsResponseTopic described =
          new DescribeTopicPartitionsResponseTopic()
              .setName(name)
              .setIsInternal(Topic.isInternal(name))
              .setTopicAuthorizedOperations(AuthorizedOperations.onTopic(context, name));
      response.topics().add(described);
      if (topic == null || topic.deleting()) {
        described.setErrorCode(
            (Topic.isValid(name)
                    ? Errors.UNKNOWN_TOPIC_OR_PARTITION
                    : Errors.INVALID_TOPIC_EXCEPTION)
                .code());
        return true;
      }
      described.setTopicId(topic.id());
      for (Map.Entry<Integer, PartitionImage> entry :
          topic.partitions().tailMap(firstPartition).entrySet()) {
        if (room == 0) {
          next(name, entry.getKey());
          return false;
        }
        room--;
        described.partitions().add(partition(entry.getKey(), entry.getValue()));
      }
      return true;
    }

    private void next(String topic, int partition) {
      response.setNextCursor(new Cursor().setTopicName(topic).setPartitionIndex(partition));
    }

    private DescribeTopicPartitionsResponsePartition partition(int index, PartitionImage image) {
      return new DescribeTopicPartitionsResponsePartition()
          .setPartitionIndex(index)
          .setErrorCode(description.error(image).code())
          .setLeaderId(description.leader(image))
          .setLeaderEpoch(image.leaderEpoch())
          .setReplicaNodes(image.replicas())
          .setIsrNodes(image.isr())
          .setEligibleLeaderReplicas(List.of())
          .setLastKnownElr(List.of())
          .setOfflineReplicas(description.offline(image));
    }
  }
}

package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.group.ShareGroupView;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.TopicImage;
import io.jackdaw.kafka.partition.Partition;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.kafka.share.StoredShares;
import io.jackdaw.kafka.share.state.ShareState;
import io.jackdaw.kafka.share.state.ShareStateAnswer;
import io.jackdaw.kafka.share.state.ShareStateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponsePartition;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * DescribeShareGroupOffsets (api key 90): where share groups stand. Source:
 * DescribeShareGroupOffsetsRequest.json, KIP-932, KIP-1226 (lag).
 */
public final class DescribeShareGroupOffsetsHandler
    implements ApiHandler<
        DescribeShareGroupOffsetsRequestData, DescribeShareGroupOffsetsResponseData> {
  private static final long NO_LAG = -1;

  private final GroupCoordinator groups;
  private final StoredShares shares;
  private final Partitions partitions;
  private final ClusterView cluster;

  public DescribeShareGroupOffsetsHandler(
      GroupCoordinator groups, StoredShares shares, Partitions partitions, ClusterView cluster) {
    this.groups = groups;
    this.shares = shares;
    this.partitions = partitions;
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_SHARE_GROUP_OFFSETS;
  }

  @Override
  public CompletionStage<DescribeShareGroupOffsetsResponseData> handle(
      RequestContext context, DescribeShareGroupOffsetsRequestData request) {
    Gathering<DescribeShareGroupOffsetsResponseData> answers =
        new Gathering<>(new DescribeShareGroupOffsetsResponseData());
    for (DescribeShareGroupOffsetsRequestGroup group : request.groups()) {
      answers.add(
          context.mayGroup(AclOperation.DESCRIBE, group.groupId())
              ? describe(context, group)
              : CompletableFuture.completedFuture(
                  refused(
                      group.groupId(),
                      Errors.GROUP_AUTHORIZATION_FAILED,
                      Errors.GROUP_AUTHORIZATION_FAILED.message())),
          described -> answers.soFar().groups().add(described));
    }
    return answers.all();
  }

  private CompletionStage<DescribeShareGroupOffsetsResponseGroup> describe(
      RequestContext context, DescribeShareGroupOffsetsRequestGroup request) {
    String group = request.groupId();
    return groups
        .viewShareGroup(group)
        .thenCompose(
            view -> {
              if (view.error() != Errors.NONE) {
                return CompletableFuture.completedFuture(
                    refused(group, view.error(), view.message()));
              }
              List<Asked> asked = asked(context, view, request.topics());
              List<ShareStateKey> keys = new ArrayList<>();
              for (Asked topic : asked) {
                if (topic.error() == Errors.NONE) {
                  topic
                      .partitions()
                      .forEach(index -> keys.add(new ShareStateKey(group, topic.id(), index)));
                }
              }
              return shares.summaries(keys).thenApply(states -> described(group, asked, states));
            });
  }

  /** A topic that was asked for, or all that the group reads. */
  private record Asked(String name, Uuid id, List<Integer> partitions, Errors error) {}

  private List<Asked> asked(
      RequestContext context,
      ShareGroupView view,
      @Nullable List<DescribeShareGroupOffsetsRequestTopic> topics) {
    List<Asked> asked = new ArrayList<>();
    if (topics == null) {
      view.initialized()
          .forEach(
              (id, topic) -> {
                if (context.mayTopic(AclOperation.DESCRIBE, topic.name())) {
                  asked.add(
                      new Asked(topic.name(), id, List.copyOf(topic.partitions()), Errors.NONE));
                }
              });
      return asked;
    }
    for (DescribeShareGroupOffsetsRequestTopic topic : topics) {
      TopicImage image = cluster.image().topic(topic.topicName());
      Errors error =
          !context.mayTopic(AclOperation.DESCRIBE, topic.topicName())
              ? Errors.TOPIC_AUTHORIZATION_FAILED
              : image == null ? Errors.UNKNOWN_TOPIC_OR_PARTITION : Errors.NONE;
      asked.add(
          new Asked(
              topic.topicName(),
              image == null ? Uuid.ZERO_UUID : image.id(),
              topic.partitions(),
              error));
    }
    return asked;
  }

  private DescribeShareGroupOffsetsResponseGroup described(
      String group, List<Asked> asked, Map<ShareStateKey, ShareStateAnswer> states) {
    DescribeShareGroupOffsetsResponseGroup described =
        new DescribeShareGroupOffsetsResponseGroup().setGroupId(group);
    for (Asked topic : asked) {
      DescribeShareGroupOffsetsResponseTopic shown =
          new DescribeShareGroupOffsetsResponseTopic()
              .setTopicName(topic.name())
              .setTopicId(topic.id());
      for (int index : topic.partitions()) {
        ShareStateAnswer answer = states.get(new ShareStateKey(group, topic.id(), index));
        shown.partitions().add(described(topic, index, answer));
      }
      described.topics().add(shown);
    }
    return described;
  }

  private DescribeShareGroupOffsetsResponsePartition described(
      Asked topic, int index, @Nullable ShareStateAnswer answer) {
    DescribeShareGroupOffsetsResponsePartition shown =
        new DescribeShareGroupOffsetsResponsePartition()
            .setPartitionIndex(index)
            .setStartOffset(ShareState.NO_OFFSET)
            .setLag(NO_LAG);
    Errors error = answer == null ? topic.error() : answer.error();
    if (error != Errors.NONE) {
      return shown.setErrorCode(error.code()).setErrorMessage(error.message());
    }
    ShareState state = answer == null ? null : answer.state();
    return state == null
        ? shown
        : shown
            .setStartOffset(state.startOffset())
            .setLeaderEpoch(state.leaderEpoch())
            .setLag(lag(topic.name(), index, state));
  }

  private long lag(String topic, int index, ShareState state) {
    Partition partition = partitions.find(topic, index);
    if (partition == null
        || state.startOffset() == ShareState.NO_OFFSET
        || state.completeCount() == ShareState.NO_COUNT) {
      return NO_LAG;
    }
    return Math.max(0, partition.highWatermark() - state.startOffset() - state.completeCount());
  }

  private static DescribeShareGroupOffsetsResponseGroup refused(
      String group, Errors error, String message) {
    return new DescribeShareGroupOffsetsResponseGroup()
        .setGroupId(group)
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }

  @Override
  public DescribeShareGroupOffsetsResponseData refuse(
      DescribeShareGroupOffsetsRequestData request, Errors error, String message) {
    DescribeShareGroupOffsetsResponseData response = new DescribeShareGroupOffsetsResponseData();
    request
        .groups()
        .forEach(group -> response.groups().add(refused(group.groupId(), error, message)));
    return response;
  }
}

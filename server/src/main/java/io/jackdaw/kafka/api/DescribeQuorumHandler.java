package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.BrokerImage;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.time.Clock;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Listener;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Node;
import org.apache.kafka.common.message.DescribeQuorumResponseData.PartitionData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ReplicaState;
import org.apache.kafka.common.message.DescribeQuorumResponseData.TopicData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeQuorum (api key 55): who decides about the cluster. Metadata is no log of Kafka's here
 * but a tree: the brokers, any of which may become controller, are the voters; the controller leads
 * them; and the offset of all is the newest registration that the tree shows. Source:
 * DescribeQuorumRequest.json, KIP-595, KIP-836.
 */
public final class DescribeQuorumHandler
    implements ApiHandler<DescribeQuorumRequestData, DescribeQuorumResponseData> {
  private static final int FIRST_WITH_NODES = 2;

  private final ClusterView cluster;
  private final Clock clock;

  public DescribeQuorumHandler(ClusterView cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_QUORUM;
  }

  @Override
  public CompletionStage<DescribeQuorumResponseData> handle(
      RequestContext context, DescribeQuorumRequestData request) {
    ClusterImage image = cluster.image();
    DescribeQuorumResponseData response = new DescribeQuorumResponseData().setErrorMessage("");
    boolean described = false;
    for (DescribeQuorumRequestData.TopicData topic : request.topics()) {
      TopicData answer = new TopicData().setTopicName(topic.topicName());
      for (DescribeQuorumRequestData.PartitionData partition : topic.partitions()) {
        boolean metadata =
            topic.topicName().equals(Topic.CLUSTER_METADATA_TOPIC_NAME)
                && partition.partitionIndex() == 0;
        described |= metadata;
        answer
            .partitions()
            .add(
                metadata
                    ? quorum(image)
                    : new PartitionData()
                        .setPartitionIndex(partition.partitionIndex())
                        .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                        .setErrorMessage(Errors.UNKNOWN_TOPIC_OR_PARTITION.message()));
      }
      response.topics().add(answer);
    }
    if (described && context.version() >= FIRST_WITH_NODES) {
      addNodes(response, image, context.listener());
    }
    return CompletableFuture.completedStage(response);
  }

  private PartitionData quorum(ClusterImage image) {
    long newest = image.brokers().values().stream().mapToLong(BrokerImage::epoch).max().orElse(0);
    long nowMs = clock.wallMs();
    List<ReplicaState> voters =
        new TreeMap<>(image.brokers())
            .keySet().stream()
                .map(
                    id ->
                        new ReplicaState()
                            .setReplicaId(id)
                            .setLogEndOffset(newest)
                            .setLastFetchTimestamp(nowMs)
                            .setLastCaughtUpTimestamp(nowMs))
                .toList();
    int epoch =
        image.topics().values().stream()
            .flatMap(topic -> topic.partitions().values().stream())
            .mapToInt(PartitionImage::controllerEpoch)
            .max()
            .orElse(1);
    return new PartitionData()
        .setPartitionIndex(0)
        .setErrorMessage("")
        .setLeaderId(image.controllerId())
        .setLeaderEpoch(Math.max(1, epoch))
        .setHighWatermark(newest)
        .setCurrentVoters(voters);
  }

  private static void addNodes(
      DescribeQuorumResponseData response, ClusterImage image, String listener) {
    for (BrokerImage broker : new TreeMap<>(image.brokers()).values()) {
      Node node = new Node().setNodeId(broker.id());
      broker
          .endpoint(listener)
          .ifPresent(
              endpoint ->
                  node.listeners()
                      .add(
                          new Listener()
                              .setName(endpoint.listener())
                              .setHost(endpoint.host())
                              .setPort(endpoint.port())));
      response.nodes().add(node);
    }
  }

  @Override
  public DescribeQuorumResponseData refuse(
      DescribeQuorumRequestData request, Errors error, String message) {
    return new DescribeQuorumResponseData().setErrorCode(error.code()).setErrorMessage(message);
  }
}

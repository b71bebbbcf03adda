package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.BrokerImage;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.TopicImage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Just enough Metadata for clients to find what a test's image has. */
final class StaticMetadataHandler implements ApiHandler<MetadataRequestData, MetadataResponseData> {
  private final ClusterView cluster;

  StaticMetadataHandler(ClusterView cluster) {
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.METADATA;
  }

  @Override
  public CompletionStage<MetadataResponseData> handle(
      RequestContext context, MetadataRequestData request) {
    ClusterImage image = cluster.image();
    MetadataResponseData response =
        new MetadataResponseData().setClusterId(image.clusterId()).setControllerId(0);
    for (BrokerImage broker : image.brokers().values()) {
      BrokerImage.BrokerEndpoint endpoint = broker.endpoints().getFirst();
      response
          .brokers()
          .add(
              new MetadataResponseBroker()
                  .setNodeId(broker.id())
                  .setHost(endpoint.host())
                  .setPort(endpoint.port()));
    }
    Stream<String> names =
        request.topics() == null
            ? image.topics().keySet().stream()
            : request.topics().stream()
                .map(
                    topic ->
                        topic.name() != null
                            ? topic.name()
                            : image.topicNames().getOrDefault(topic.topicId(), ""));
    names.forEach(name -> response.topics().add(describe(name, image.topic(name))));
    return CompletableFuture.completedFuture(response);
  }

  private static MetadataResponseTopic describe(String name, @Nullable TopicImage topic) {
    MetadataResponseTopic answer = new MetadataResponseTopic().setName(name);
    if (topic == null) {
      return answer
          .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
          .setTopicId(Uuid.ZERO_UUID);
    }
    answer.setTopicId(topic.id());
    topic
        .partitions()
        .forEach(
            (index, partition) ->
                answer
                    .partitions()
                    .add(
                        new MetadataResponsePartition()
                            .setPartitionIndex(index)
                            .setLeaderId(partition.leader())
                            .setLeaderEpoch(partition.leaderEpoch())
                            .setReplicaNodes(partition.replicas())
                            .setIsrNodes(partition.isr())));
    return answer;
  }

  @Override
  public MetadataResponseData refuse(MetadataRequestData request, Errors error, String message) {
    return new MetadataResponseData()
        .setTopics(
            new MetadataResponseData.MetadataResponseTopicCollection(
                List.<MetadataResponseTopic>of().iterator()));
  }
}

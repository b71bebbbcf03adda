package io.jackdaw.kafka.api;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.ReplicaRequests;
import io.jackdaw.kafka.metadata.TopicImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitions;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData.PartitionResult;
import org.apache.kafka.common.message.ElectLeadersResponseData.ReplicaElectionResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * ElectLeaders (api key 43): gives leadership back to preferred replicas, by the znode that tools
 * of old use for it. Source: ElectLeadersRequest.json, KIP-183, KIP-460.
 */
public final class ElectLeadersHandler
    implements ApiHandler<ElectLeadersRequestData, ElectLeadersResponseData> {
  private static final byte PREFERRED = 0;
  private static final byte UNCLEAN = 1;

  private final ClusterView cluster;
  private final ReplicaRequests requests;

  public ElectLeadersHandler(ClusterView cluster, ReplicaRequests requests) {
    this.cluster = cluster;
    this.requests = requests;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.ELECT_LEADERS;
  }

  @Override
  public CompletionStage<ElectLeadersResponseData> handle(
      RequestContext context, ElectLeadersRequestData request) {
    byte type = context.version() == 0 ? PREFERRED : request.electionType();
    if (type != PREFERRED && type != UNCLEAN) {
      return CompletableFuture.completedStage(
          refuse(request, Errors.INVALID_REQUEST, "Unknown election type " + type));
    }
    ClusterImage image = cluster.image();
    boolean all = request.topicPartitions() == null;
    Map<TopicPartition, @Nullable Errors> results = new LinkedHashMap<>();
    Map<String, List<Integer>> asked = all ? everything(image) : asked(request);
    List<TopicPartition> wanted = new ArrayList<>();
    asked.forEach(
        (topic, partitions) ->
            partitions.forEach(
                index -> {
                  TopicPartition partition = new TopicPartition(topic, index);
                  Errors obstacle = obstacle(image, partition, type);
                  if (obstacle == null) {
                    wanted.add(partition);
                  }
                  results.put(partition, obstacle);
                }));
    return requests
        .electPreferred(wanted, request.timeoutMs())
        .thenApply(error -> response(asked, results, error, all));
  }

  private static Map<String, List<Integer>> everything(ClusterImage image) {
    Map<String, List<Integer>> all = new TreeMap<>();
    image
        .topics()
        .forEach((name, topic) -> all.put(name, List.copyOf(topic.partitions().keySet())));
    return all;
  }

  private static Map<String, List<Integer>> asked(ElectLeadersRequestData request) {
    Map<String, List<Integer>> asked = new LinkedHashMap<>();
    for (TopicPartitions topic : request.topicPartitions()) {
      asked.put(topic.topic(), topic.partitions());
    }
    return asked;
  }

  /** Why there is no election; null if there is to be one. */
  private static @Nullable Errors obstacle(ClusterImage image, TopicPartition wanted, byte type) {
    PartitionImage partition = image.partition(wanted.topic(), wanted.partition());
    if (partition == null) {
      return Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }
    boolean led = image.brokers().containsKey(partition.leader());
    if (type == UNCLEAN) {
      return led ? Errors.ELECTION_NOT_NEEDED : Errors.ELIGIBLE_LEADERS_NOT_AVAILABLE;
    }
    int preferred = partition.replicas().isEmpty() ? -1 : partition.replicas().getFirst();
    if (led && partition.leader() == preferred) {
      return Errors.ELECTION_NOT_NEEDED;
    }
    return image.brokers().containsKey(preferred) && partition.isr().contains(preferred)
        ? null
        : Errors.PREFERRED_LEADER_NOT_AVAILABLE;
  }

  private ElectLeadersResponseData response(
      Map<String, List<Integer>> asked,
      Map<TopicPartition, @Nullable Errors> results,
      Errors elected,
      boolean all) {
    List<ReplicaElectionResult> topics = new ArrayList<>();
    asked.forEach(
        (topic, partitions) -> {
          ReplicaElectionResult result = new ReplicaElectionResult().setTopic(topic);
          for (int index : partitions) {
            TopicPartition partition = new TopicPartition(topic, index);
            Errors obstacle = results.get(partition);
            Errors error = obstacle == null ? elected : obstacle;
            // Whoever asks for all is not told where there is nothing to do.
            if (!all || error != Errors.ELECTION_NOT_NEEDED) {
              result
                  .partitionResult()
                  .add(
                      new PartitionResult()
                          .setPartitionId(index)
                          .setErrorCode(error.code())
                          .setErrorMessage(message(cluster.image(), partition, error)));
            }
          }
          topics.add(result);
        });
    return new ElectLeadersResponseData().setReplicaElectionResults(topics);
  }

  private static @Nullable String message(
      ClusterImage image, TopicPartition partition, Errors error) {
    if (error == Errors.NONE) {
      return null;
    }
    if (error != Errors.UNKNOWN_TOPIC_OR_PARTITION) {
      return error.message();
    }
    TopicImage topic = image.topic(partition.topic());
    return topic == null
        ? "No such topic as " + partition.topic()
        : "No such partition as " + partition.topic() + "-" + partition.partition();
  }

  @Override
  public ElectLeadersResponseData refuse(
      ElectLeadersRequestData request, Errors error, String message) {
    List<ReplicaElectionResult> topics = new ArrayList<>();
    if (request.topicPartitions() != null) {
      for (TopicPartitions topic : request.topicPartitions()) {
        topics.add(
            new ReplicaElectionResult()
                .setTopic(topic.topic())
                .setPartitionResult(
                    topic.partitions().stream()
                        .map(
                            index ->
                                new PartitionResult()
                                    .setPartitionId(index)
                                    .setErrorCode(error.code())
                                    .setErrorMessage(message))
                        .toList()));
      }
    }
    return new ElectLeadersResponseData()
        .setErrorCode(error.code())
        .setReplicaElectionResults(topics);
  }
}

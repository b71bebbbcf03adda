package io.jackdaw.kafka.api;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.ReplicaRequests;
import io.jackdaw.kafka.metadata.TopicImage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignableTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * AlterPartitionReassignments (api key 45): gives partitions other replicas, where no records need
 * to be copied for it. Source: AlterPartitionReassignmentsRequest.json, KIP-455, KIP-860.
 */
public final class AlterPartitionReassignmentsHandler
    implements ApiHandler<
        AlterPartitionReassignmentsRequestData, AlterPartitionReassignmentsResponseData> {
  private final ClusterView cluster;
  private final ReplicaRequests requests;

  public AlterPartitionReassignmentsHandler(ClusterView cluster, ReplicaRequests requests) {
    this.cluster = cluster;
    this.requests = requests;
  }

  private record Refusal(Errors error, @Nullable String message) {}

  @Override
  public ApiKeys key() {
    return ApiKeys.ALTER_PARTITION_REASSIGNMENTS;
  }

  @Override
  public CompletionStage<AlterPartitionReassignmentsResponseData> handle(
      RequestContext context, AlterPartitionReassignmentsRequestData request) {
    boolean otherFactor = context.version() == 0 || request.allowReplicationFactorChange();
    ClusterImage image = cluster.image();
    Map<TopicPartition, Refusal> refused = new HashMap<>();
    Map<TopicPartition, Optional<List<Integer>>> wanted = new HashMap<>();
    for (ReassignableTopic topic : request.topics()) {
      for (ReassignablePartition partition : topic.partitions()) {
        TopicPartition name = new TopicPartition(topic.name(), partition.partitionIndex());
        Refusal refusal = check(image, name, partition.replicas(), otherFactor);
        PartitionImage now = image.partition(name.topic(), name.partition());
        if (refusal != null) {
          refused.put(name, refusal);
        } else if (partition.replicas() == null) {
          wanted.put(name, Optional.empty());
        } else if (now != null && !partition.replicas().equals(now.replicas())) {
          wanted.put(name, Optional.of(partition.replicas()));
        }
      }
    }
    return requests
        .reassign(wanted, request.timeoutMs())
        .thenApply(
            error -> {
              wanted
                  .keySet()
                  .forEach(
                      name -> {
                        if (error != Errors.NONE) {
                          refused.put(name, new Refusal(error, error.message()));
                        }
                      });
              return response(request, refused);
            });
  }

  private @Nullable Refusal check(
      ClusterImage image,
      TopicPartition name,
      @Nullable List<Integer> replicas,
      boolean otherFactor) {
    TopicImage topic = image.topic(name.topic());
    if (topic == null || topic.deleting()) {
      return new Refusal(
          Errors.UNKNOWN_TOPIC_OR_PARTITION, "Unable to find a topic named " + name.topic() + ".");
    }
    PartitionImage partition = topic.partitions().get(name.partition());
    if (partition == null) {
      return new Refusal(
          Errors.UNKNOWN_TOPIC_OR_PARTITION,
          "Unable to find partition %s:%d.".formatted(name.topic(), name.partition()));
    }
    if (replicas == null) {
      return requests.pending().containsKey(name)
          ? null
          : new Refusal(Errors.NO_REASSIGNMENT_IN_PROGRESS, null);
    }
    String mistake = mistake(image, partition, replicas, otherFactor);
    return mistake == null ? null : new Refusal(Errors.INVALID_REPLICA_ASSIGNMENT, mistake);
  }

  private static @Nullable String mistake(
      ClusterImage image, PartitionImage partition, List<Integer> replicas, boolean otherFactor) {
    if (replicas.isEmpty()) {
      return "The manual partition assignment includes an empty replica list.";
    }
    Set<Integer> seen = new HashSet<>();
    for (int replica : replicas) {
      if (!seen.add(replica)) {
        return "The manual partition assignment includes the broker %d more than once."
            .formatted(replica);
      }
    }
    for (int replica : replicas) {
      if (!image.brokers().containsKey(replica)) {
        return ("The manual partition assignment includes broker %d, but no such broker is"
                + " registered.")
            .formatted(replica);
      }
    }
    if (!otherFactor && replicas.size() != partition.replicas().size()) {
      return "The replication factor is changed from %d to %d"
          .formatted(partition.replicas().size(), replicas.size());
    }
    return partition.isr().containsAll(replicas)
        ? null
        : "Records would have to be copied to a broker that has none, which is not served yet.";
  }

  private static AlterPartitionReassignmentsResponseData response(
      AlterPartitionReassignmentsRequestData request, Map<TopicPartition, Refusal> refused) {
    AlterPartitionReassignmentsResponseData response =
        new AlterPartitionReassignmentsResponseData()
            .setAllowReplicationFactorChange(request.allowReplicationFactorChange())
            .setErrorMessage(null);
    for (ReassignableTopic topic : request.topics()) {
      ReassignableTopicResponse answer = new ReassignableTopicResponse().setName(topic.name());
      for (ReassignablePartition partition : topic.partitions()) {
        Refusal refusal = refused.get(new TopicPartition(topic.name(), partition.partitionIndex()));
        answer
            .partitions()
            .add(
                new ReassignablePartitionResponse()
                    .setPartitionIndex(partition.partitionIndex())
                    .setErrorCode(refusal == null ? 0 : refusal.error.code())
                    .setErrorMessage(refusal == null ? null : refusal.message));
      }
      response.responses().add(answer);
    }
    return response;
  }

  @Override
  public AlterPartitionReassignmentsResponseData refuse(
      AlterPartitionReassignmentsRequestData request, Errors error, String message) {
    AlterPartitionReassignmentsResponseData response =
        new AlterPartitionReassignmentsResponseData()
            .setErrorCode(error.code())
            .setErrorMessage(message);
    for (ReassignableTopic topic : request.topics()) {
      ReassignableTopicResponse answer = new ReassignableTopicResponse().setName(topic.name());
      for (ReassignablePartition partition : topic.partitions()) {
        answer
            .partitions()
            .add(
                new ReassignablePartitionResponse()
                    .setPartitionIndex(partition.partitionIndex())
                    .setErrorCode(error.code())
                    .setErrorMessage(message));
      }
      response.responses().add(answer);
    }
    return response;
  }
}

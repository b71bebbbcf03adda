package io.jackdaw.kafka.api;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.ReplicaRequests;
import io.jackdaw.kafka.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData.OngoingPartitionReassignment;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData.OngoingTopicReassignment;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * ListPartitionReassignments (api key 46): partitions whose replicas are being changed. Source:
 * ListPartitionReassignmentsRequest.json, KIP-455.
 */
public final class ListPartitionReassignmentsHandler
    implements ApiHandler<
        ListPartitionReassignmentsRequestData, ListPartitionReassignmentsResponseData> {
  private final ClusterView cluster;
  private final ReplicaRequests requests;

  public ListPartitionReassignmentsHandler(ClusterView cluster, ReplicaRequests requests) {
    this.cluster = cluster;
    this.requests = requests;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.LIST_PARTITION_REASSIGNMENTS;
  }

  @Override
  public CompletionStage<ListPartitionReassignmentsResponseData> handle(
      RequestContext context, ListPartitionReassignmentsRequestData request) {
    Set<TopicPartition> asked =
        request.topics() == null
            ? null
            : request.topics().stream()
                .flatMap(
                    topic ->
                        topic.partitionIndexes().stream()
                            .map(index -> new TopicPartition(topic.name(), index)))
                .collect(Collectors.toSet());
    List<OngoingTopicReassignment> ongoing = new ArrayList<>();
    for (TopicImage topic : new TreeMap<>(cluster.image().topics()).values()) {
      List<OngoingPartitionReassignment> partitions = new ArrayList<>();
      topic
          .partitions()
          .forEach(
              (index, partition) -> {
                TopicPartition name = new TopicPartition(topic.name(), index);
                if ((asked == null || asked.contains(name)) && isChanging(name, partition)) {
                  partitions.add(describe(index, partition));
                }
              });
      if (!partitions.isEmpty()) {
        ongoing.add(new OngoingTopicReassignment().setName(topic.name()).setPartitions(partitions));
      }
    }
    return CompletableFuture.completedStage(
        new ListPartitionReassignmentsResponseData().setErrorMessage(null).setTopics(ongoing));
  }

  private boolean isChanging(TopicPartition name, PartitionImage partition) {
    List<Integer> wanted = requests.pending().get(name);
    return !partition.addingReplicas().isEmpty()
        || !partition.removingReplicas().isEmpty()
        || (wanted != null && !wanted.equals(partition.replicas()));
  }

  private static OngoingPartitionReassignment describe(int index, PartitionImage partition) {
    return new OngoingPartitionReassignment()
        .setPartitionIndex(index)
        .setReplicas(partition.replicas())
        .setAddingReplicas(partition.addingReplicas())
        .setRemovingReplicas(partition.removingReplicas());
  }

  @Override
  public ListPartitionReassignmentsResponseData refuse(
      ListPartitionReassignmentsRequestData request, Errors error, String message) {
    return new ListPartitionReassignmentsResponseData()
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }
}

package io.jackdaw.kafka.controller;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.metadata.ClusterImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds brokers that lead too few of the partitions for which they are preferred. */
final class PreferredReplicas {
  private record Share(List<TopicPartition> ledElsewhere, int[] all) {}

  private final Map<Integer, Share> shares = new TreeMap<>();

  PreferredReplicas(ClusterImage cluster) {
    cluster
        .topics()
        .forEach(
            (topic, image) ->
                image
                    .partitions()
                    .forEach(
                        (index, partition) -> {
                          if (!image.deleting() && !partition.replicas().isEmpty()) {
                            count(
                                new TopicPartition(topic, index),
                                partition.replicas().getFirst(),
                                partition.leader());
                          }
                        }));
  }

  private void count(TopicPartition partition, int preferred, int leader) {
    Share share =
        shares.computeIfAbsent(preferred, broker -> new Share(new ArrayList<>(), new int[1]));
    share.all[0]++;
    if (leader != preferred) {
      share.ledElsewhere.add(partition);
    }
  }

  /** Partitions to be given back to brokers where more than this share is led by others. */
  List<TopicPartition> imbalanced(int percentage) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (Share share : shares.values()) {
      if (share.ledElsewhere.size() * 100L > (long) percentage * share.all[0]) {
        partitions.addAll(share.ledElsewhere);
      }
    }
    return partitions;
  }
}

package io.jackdaw.kafka.metadata;

import io.jackdaw.kafka.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cluster with what only its controller needs to know of the tree. Immutable.
 *
 * @param topicVersions versions of the topics' znodes, for conditional writes
 * @param deletions topics with a marker in {@code /admin/delete_topics}, there or not
 * @param preferredElection partitions in {@code /admin/preferred_replica_election}
 * @param reassignment wanted replicas in {@code /admin/reassign_partitions}
 */
public record TreeImage(
    ClusterImage cluster,
    Seat seat,
    Map<String, Integer> topicVersions,
    Set<String> deletions,
    Marker<List<TopicPartition>> preferredElection,
    Marker<Map<TopicPartition, List<Integer>>> reassignment) {
  /**
   * Who sits in {@code /controller}.
   *
   * @param brokerId −1 when it is free
   * @param session that keeps it
   */
  public record Seat(int brokerId, long session) {
    public static final Seat FREE = new Seat(-1, 0);

    public boolean free() {
      return brokerId < 0;
    }
  }

  /** A znode that asks the controller for something, if it is there. */
  public record Marker<T>(boolean present, T content) {}

  static TreeImage empty() {
    return new TreeImage(
        ClusterImage.empty(),
        Seat.FREE,
        Map.of(),
        Set.of(),
        new Marker<>(false, List.of()),
        new Marker<>(false, Map.of()));
  }
}

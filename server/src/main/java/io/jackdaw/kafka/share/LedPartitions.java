package io.jackdaw.kafka.share;

import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.partition.Partition;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.kafka.share.state.ShareCoordinator;
import io.jackdaw.kafka.share.state.ShareStateKey;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/** The share partitions that are led here and in use. On the loop of the shares. */
final class LedPartitions {
  private static final int ANY_EPOCH = -1;

  private final Partitions partitions;
  private final ClusterView cluster;
  private final LedPartition.Surroundings around;
  private final Map<ShareStateKey, LedPartition> led = new HashMap<>();

  LedPartitions(
      Partitions partitions,
      ClusterView cluster,
      ShareCoordinator states,
      ShareSettings settings,
      EventLoop loop,
      Executor disk,
      Clock clock) {
    this.partitions = partitions;
    this.cluster = cluster;
    this.around =
        new LedPartition.Surroundings(
            states, settings, loop, disk, clock, gone -> led.remove(gone.key(), gone));
  }

  /** What {@link #find} has found. */
  sealed interface Found {
    /** Loaded, or about to be. */
    record Led(LedPartition partition) implements Found {}

    /** Not here, or not at all. */
    record Absent(Errors error) implements Found {}
  }

  /** The share partition, loading it if nobody used it before. */
  Found find(ShareStateKey key) {
    LedPartition known = led.get(key);
    if (known != null && known.isCurrent()) {
      return new Found.Led(known);
    }
    if (known != null) {
      known.giveUp(Errors.NOT_LEADER_OR_FOLLOWER);
    }
    String topic = topic(key.topic());
    if (topic.isEmpty()) {
      return new Found.Absent(Errors.UNKNOWN_TOPIC_ID);
    }
    Partition partition = partitions.find(topic, key.partition());
    if (partition == null) {
      return new Found.Absent(partitions.absence(topic, key.partition()));
    }
    Errors refusal = partition.check(ANY_EPOCH);
    if (refusal != Errors.NONE) {
      return new Found.Absent(refusal);
    }
    LedPartition fresh = new LedPartition(key, partition, partition.leaderEpoch(), around);
    led.put(key, fresh);
    fresh.load();
    return new Found.Led(fresh);
  }

  /** Name of a topic; empty if there is none of this id. */
  String topic(Uuid id) {
    return cluster.image().topicNames().getOrDefault(id, "");
  }

  /** Gives back what a member of a group has. */
  void giveBack(String group, String member) {
    for (LedPartition partition : new ArrayList<>(led.values())) {
      if (partition.key().group().equals(group)) {
        partition.giveBack(member);
      }
    }
  }

  /** Forgets what nobody of this group reads any more; it is loaded again for the next who does. */
  void forget(String group) {
    List<LedPartition> all = new ArrayList<>(led.values());
    for (LedPartition partition : all) {
      if (partition.key().group().equals(group)) {
        partition.giveUp(Errors.NOT_LEADER_OR_FOLLOWER);
      }
    }
  }
}

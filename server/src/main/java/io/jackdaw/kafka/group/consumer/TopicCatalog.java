package io.jackdaw.kafka.group.consumer;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The topics of the cluster, as far as an assignment depends on them. Reads are of one moment only
 * within a call; any thread.
 */
public interface TopicCatalog {
  /** Grows with every change of a topic's existence, partitions or racks. */
  long version();

  @Nullable Facts find(String name);

  @Nullable Facts find(Uuid id);

  /** Names of all topics, internal ones too. */
  Collection<String> names();

  /**
   * A topic.
   *
   * @param partitions how many; they are numbered from 0
   * @param racks of each partition's replicas; empty if no broker has a rack
   */
  record Facts(String name, Uuid id, int partitions, List<Set<String>> racks) {
    /** Whether a replica of the partition is in this rack. */
    public boolean isNear(int partition, String rack) {
      return partition < racks.size() && racks.get(partition).contains(rack);
    }
  }
}

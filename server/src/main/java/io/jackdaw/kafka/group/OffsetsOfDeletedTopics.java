package io.jackdaw.kafka.group;

import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.TopicImage;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.Uuid;

/**
 * Has the offsets of all groups forgotten in topics that are deleted, or were replaced by others of
 * the same name. On the thread that follows the cluster.
 */
public final class OffsetsOfDeletedTopics implements ClusterView.Listener {
  private final GroupCoordinator coordinator;

  public OffsetsOfDeletedTopics(GroupCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public void changed(ClusterImage before, ClusterImage now) {
    Set<String> gone = new HashSet<>();
    for (TopicImage topic : before.topics().values()) {
      TopicImage current = now.topic(topic.name());
      if (current == null
          || (current.deleting() && !topic.deleting())
          || isAnother(topic, current)) {
        gone.add(topic.name());
      }
    }
    if (!gone.isEmpty()) {
      coordinator.topicsDeleted(gone);
    }
  }

  private static boolean isAnother(TopicImage before, TopicImage now) {
    return !before.id().equals(Uuid.ZERO_UUID) && !before.id().equals(now.id());
  }
}

package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.TopicCatalog;
import io.jackdaw.kafka.metadata.BrokerImage;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.TopicImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of topics as the cluster has them. Told of changes by the thread that follows the
 * cluster; read by any.
 */
public final class ClusterTopics implements TopicCatalog, ClusterView.Listener {
  private final ClusterView cluster;
  private final AtomicLong version = new AtomicLong();

  public ClusterTopics(ClusterView cluster) {
    this.cluster = cluster;
  }

  @Override
  public void changed(ClusterImage before, ClusterImage now) {
    if (before.topics() == now.topics() && before.brokers() == now.brokers()) {
      return;
    }
    boolean same =
        sameRacks(before, now)
            && before.topics().keySet().equals(now.topics().keySet())
            && now.topics().values().stream()
                .allMatch(topic -> same(before.topics().get(topic.name()), topic, now));
    if (!same) {
      version.incrementAndGet();
    }
  }

  private static boolean sameRacks(ClusterImage before, ClusterImage now) {
    if (before.brokers() == now.brokers()) {
      return true;
    }
    Set<String> racksBefore = new HashSet<>();
    Set<String> racksNow = new HashSet<>();
    before.brokers().values().forEach(broker -> racksBefore.add(broker.id() + "@" + broker.rack()));
    now.brokers().values().forEach(broker -> racksNow.add(broker.id() + "@" + broker.rack()));
    return racksBefore.equals(racksNow);
  }

  private static boolean same(@Nullable TopicImage before, TopicImage topic, ClusterImage now) {
    if (before == topic) {
      return true;
    }
    return before != null
        && before.id().equals(topic.id())
        && before.deleting() == topic.deleting()
        && before.partitions().size() == topic.partitions().size()
        && (!hasRacks(now) || sameReplicas(before, topic));
  }

  private static boolean sameReplicas(TopicImage before, TopicImage topic) {
    return topic.partitions().entrySet().stream()
        .allMatch(
            partition -> {
              PartitionImage last = before.partitions().get(partition.getKey());
              return last != null && last.replicas().equals(partition.getValue().replicas());
            });
  }

  private static boolean hasRacks(ClusterImage image) {
    return image.brokers().values().stream().anyMatch(broker -> broker.rack() != null);
  }

  @Override
  public long version() {
    return version.get();
  }

  @Override
  public @Nullable Facts find(String name) {
    ClusterImage image = cluster.image();
    return facts(image, image.topic(name));
  }

  @Override
  public @Nullable Facts find(Uuid id) {
    ClusterImage image = cluster.image();
    return facts(image, image.topic(id));
  }

  @Override
  public Collection<String> names() {
    return cluster.image().topics().values().stream()
        .filter(ClusterTopics::isServed)
        .map(TopicImage::name)
        .toList();
  }

  private static boolean isServed(TopicImage topic) {
    return !topic.deleting() && !topic.id().equals(Uuid.ZERO_UUID);
  }

  private static @Nullable Facts facts(ClusterImage image, @Nullable TopicImage topic) {
    if (topic == null || !isServed(topic)) {
      return null;
    }
    return new Facts(
        topic.name(),
        topic.id(),
        topic.partitions().size(),
        hasRacks(image) ? racks(image, topic) : List.of());
  }

  private static List<Set<String>> racks(ClusterImage image, TopicImage topic) {
    List<Set<String>> racks = new ArrayList<>();
    for (PartitionImage partition : topic.partitions().values()) {
      Set<String> ofPartition = new HashSet<>();
      for (int replica : partition.replicas()) {
        BrokerImage broker = image.brokers().get(replica);
        if (broker != null && broker.rack() != null) {
          ofPartition.add(broker.rack());
        }
      }
      racks.add(ofPartition);
    }
    return racks;
  }
}

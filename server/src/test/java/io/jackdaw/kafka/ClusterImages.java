package io.jackdaw.kafka;

import io.jackdaw.kafka.metadata.BrokerImage;
import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ConfigImage;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.TopicImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/** Builds images for tests: a cluster of one or two brokers, 0 and 1, where 0 leads everything. */
public final class ClusterImages {
  public static final String CLUSTER_ID = "jackdaw-test-cluster-1";

  private final Map<Integer, BrokerImage> brokers = new HashMap<>();
  private final Map<String, TopicImage> topics = new HashMap<>();
  private final Map<String, Map<String, String>> configs = new HashMap<>();

  private final Map<String, Map<String, String>> entities = new HashMap<>();

  public ClusterImages broker(int id, int port) {
    brokers.put(
        id,
        new BrokerImage(
            id, 1, List.of(new BrokerEndpoint("PLAINTEXT", "PLAINTEXT", "127.0.0.1", port)), null));
    return this;
  }

  public ClusterImages topic(String name, Uuid id, int partitions) {
    return topic(name, id, partitions, leadBy(0, 0));
  }

  public ClusterImages topic(String name, Uuid id, int partitions, PartitionImage each) {
    TreeMap<Integer, PartitionImage> images = new TreeMap<>();
    for (int i = 0; i < partitions; i++) {
      images.put(i, each);
    }
    topics.put(name, new TopicImage(name, id, images, false));
    return this;
  }

  public ClusterImages deleting(String name) {
    TopicImage topic = topics.get(name);
    topics.put(name, new TopicImage(name, topic.id(), topic.partitions(), true));
    return this;
  }

  public ClusterImages without(String name) {
    topics.remove(name);
    return this;
  }

  public ClusterImages config(String topic, String key, String value) {
    configs.put(topic, Map.of(key, value));
    return this;
  }

  /** A configuration of a user, a client or the like, by its path. */
  public ClusterImages entity(String path, String key, String value) {
    entities.put(path, Map.of(key, value));
    return this;
  }

  /** One replica. */
  public static PartitionImage leadBy(int broker, int epoch) {
    return state(List.of(broker), broker, epoch, List.of(broker));
  }

  public static PartitionImage state(
      List<Integer> replicas, int leader, int epoch, List<Integer> isr) {
    return new PartitionImage(replicas, List.of(), List.of(), leader, epoch, isr, 1, 0);
  }

  public ClusterImage build() {
    Map<Uuid, String> names = new HashMap<>();
    topics.values().stream()
        .filter(topic -> !topic.id().equals(Uuid.ZERO_UUID))
        .forEach(topic -> names.put(topic.id(), topic.name()));
    return new ClusterImage(
        CLUSTER_ID,
        0,
        Map.copyOf(brokers),
        Map.copyOf(topics),
        names,
        new ConfigImage(Map.copyOf(configs), Map.of(), Map.of(), Map.copyOf(entities)));
  }
}

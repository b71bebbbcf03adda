package io.jackdaw.kafka.metadata;

import io.jackdaw.kafka.acl.AclIndex;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The cluster at one moment, as read from its znodes. Immutable.
 *
 * @param controllerId broker that is controller; −1 when there is none
 * @param brokers live brokers by id
 * @param topics by name; topics marked for deletion are still here, with {@link
 *     TopicImage#deleting} set
 * @param topicNames topic names by id, for topics that have one
 * @param configs entity configuration overrides
 * @param features levels that were finalized
 * @param acls who may do what; empty unless something authorizes
 */
public record ClusterImage(
    String clusterId,
    int controllerId,
    Map<Integer, BrokerImage> brokers,
    Map<String, TopicImage> topics,
    Map<Uuid, String> topicNames,
    ConfigImage configs,
    FeatureImage features,
    AclIndex acls) {

  /** Without finalized features. */
  public ClusterImage(
      String clusterId,
      int controllerId,
      Map<Integer, BrokerImage> brokers,
      Map<String, TopicImage> topics,
      Map<Uuid, String> topicNames,
      ConfigImage configs) {
    this(
        clusterId,
        controllerId,
        brokers,
        topics,
        topicNames,
        configs,
        FeatureImage.NONE,
        AclIndex.EMPTY);
  }

  /** An image with nothing in it, from before the first read. */
  public static ClusterImage empty() {
    return new ClusterImage("", -1, Map.of(), Map.of(), Map.of(), ConfigImage.EMPTY);
  }

  public @Nullable TopicImage topic(String name) {
    return topics.get(name);
  }

  public @Nullable TopicImage topic(Uuid id) {
    String name = topicNames.get(id);
    return name == null ? null : topics.get(name);
  }

  public @Nullable PartitionImage partition(String topic, int partition) {
    TopicImage image = topics.get(topic);
    return image == null ? null : image.partitions().get(partition);
  }
}

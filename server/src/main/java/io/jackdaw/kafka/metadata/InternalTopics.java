package io.jackdaw.kafka.metadata;

import io.jackdaw.kafka.BrokerConfig.TopicPolicy;
import io.jackdaw.kafka.metadata.TopicCreation.NewTopic;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.internals.Topic;

/**
 * How topics are made that nobody described: the broker's own ones for their purpose, with no more
 * replicas than there are brokers, and all others by the broker's defaults.
 */
final class InternalTopics {
  private InternalTopics() {}

  static NewTopic withDefaults(String topic, TopicPolicy policy, int brokers) {
    return switch (topic) {
      case Topic.GROUP_METADATA_TOPIC_NAME ->
          new NewTopic(
              topic,
              policy.offsetsPartitions(),
              atMost(policy.offsetsReplicationFactor(), brokers),
              new TreeMap<>(),
              Map.of(
                  "cleanup.policy", "compact",
                  "compression.type", "producer",
                  "segment.bytes", Integer.toString(policy.offsetsSegmentBytes())));
      case Topic.TRANSACTION_STATE_TOPIC_NAME -> {
        int replicas = atMost(policy.transactionReplicationFactor(), brokers);
        yield new NewTopic(
            topic,
            policy.transactionPartitions(),
            replicas,
            new TreeMap<>(),
            Map.of(
                "cleanup.policy", "compact",
                "compression.type", "uncompressed",
                "min.insync.replicas",
                    Integer.toString(atMost(policy.transactionMinIsr(), replicas)),
                "segment.bytes", Integer.toString(policy.transactionSegmentBytes()),
                "unclean.leader.election.enable", "false"));
      }
      case Topic.SHARE_GROUP_STATE_TOPIC_NAME -> {
        int replicas = atMost(policy.shareStates().replicationFactor(), brokers);
        yield new NewTopic(
            topic,
            policy.shareStates().partitions(),
            replicas,
            new TreeMap<>(),
            // Its coordinator deletes what it does not need: an update has no key to compact by.
            Map.of(
                "cleanup.policy", "delete",
                "retention.ms", "-1",
                "compression.type", "uncompressed",
                "min.insync.replicas",
                    Integer.toString(atMost(policy.shareStates().minIsr(), replicas)),
                "segment.bytes", Integer.toString(policy.shareStates().segmentBytes())));
      }
      default ->
          new NewTopic(
              topic, TopicCreation.DEFAULT, TopicCreation.DEFAULT, new TreeMap<>(), Map.of());
    };
  }

  private static int atMost(int wanted, int limit) {
    return Math.max(1, Math.min(wanted, limit));
  }
}

package io.jackdaw.benchmarks.kafka;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/** A member of a consumer group (KIP-848) that does nothing but be one. */
final class GroupMember {
  private static final short VERSION = KafkaFrames.GROUP_HEARTBEAT_VERSION;

  /** A reply's correlation id and tagged fields. */
  private static final int HEADER_BYTES = 5;

  private static final int REBALANCE_MS = 300_000;

  private final String group;
  private final String topic;
  private final String id;
  private int epoch;
  private int owned;
  private List<TopicPartitions> partitions = new ArrayList<>();
  private boolean changed;

  GroupMember(String group, String topic, int number) {
    this.group = group;
    this.topic = topic;
    this.id = "member-%05d".formatted(number);
  }

  /** How many partitions it has. */
  int owned() {
    return owned;
  }

  /** Joins, or tells that it lives and, after a change, what it has. */
  void heartbeat(RawConnection connection) throws IOException {
    ConsumerGroupHeartbeatRequestData request =
        new ConsumerGroupHeartbeatRequestData()
            .setGroupId(group)
            .setMemberId(id)
            .setMemberEpoch(epoch);
    if (epoch == 0) {
      request
          .setRebalanceTimeoutMs(REBALANCE_MS)
          .setSubscribedTopicNames(List.of(topic))
          .setTopicPartitions(List.of());
    } else if (changed) {
      request.setTopicPartitions(partitions);
    }
    ByteBuffer reply = connection.exchange(KafkaFrames.heartbeat(request));
    reply.position(HEADER_BYTES);
    read(new ConsumerGroupHeartbeatResponseData(new ByteBufferAccessor(reply), VERSION));
  }

  private void read(ConsumerGroupHeartbeatResponseData reply) {
    if (reply.errorCode() != 0) {
      throw new IllegalStateException(
          "refused with " + reply.errorCode() + ": " + reply.errorMessage());
    }
    epoch = reply.memberEpoch();
    changed = reply.assignment() != null;
    if (changed) {
      partitions = new ArrayList<>();
      owned = 0;
      for (var topicPartitions : reply.assignment().topicPartitions()) {
        partitions.add(
            new TopicPartitions()
                .setTopicId(topicPartitions.topicId())
                .setPartitions(topicPartitions.partitions()));
        owned += topicPartitions.partitions().size();
      }
    }
  }
}

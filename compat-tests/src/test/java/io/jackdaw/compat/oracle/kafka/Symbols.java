package io.jackdaw.compat.oracle.kafka;

import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;

/** Names as they are before any server was asked: for printing programs and for checking them. */
final class Symbols implements Names {
  static final String UNKNOWN_MEMBER = "nobody-00000000-0000-0000-0000-000000000000";
  static final int UNKNOWN_GENERATION = 77;
  static final long UNKNOWN_PRODUCER = 7_777_777;
  static final short UNKNOWN_EPOCH = 0;
  static final int UNKNOWN_SESSION = 7777;

  @Override
  public Uuid topicId(String topic) {
    return new Uuid(7, topic.hashCode());
  }

  @Override
  public String memberId(String member) {
    return UNKNOWN_MEMBER;
  }

  @Override
  public int generation(String member) {
    return UNKNOWN_GENERATION;
  }

  @Override
  public List<TopicPartitions> owned(String member) {
    return List.of();
  }

  @Override
  public long producerId(String producer) {
    return UNKNOWN_PRODUCER;
  }

  @Override
  public short producerEpoch(String producer) {
    return UNKNOWN_EPOCH;
  }

  @Override
  public String transactionalId(String producer) {
    return producer + "'s id";
  }

  @Override
  public int fetchSession(String session) {
    return UNKNOWN_SESSION;
  }

  @Override
  public long nowMs() {
    return 1_000_000_000_000_000L;
  }
}

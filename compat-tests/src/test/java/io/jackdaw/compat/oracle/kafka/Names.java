package io.jackdaw.compat.oracle.kafka;

import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;

/**
 * What a request needs and only a server can tell: programs call it by a name of their own.
 *
 * <p>Asking for something that the server never gave is allowed: the answer is an id that no server
 * has given, the same for every server.
 */
interface Names {

  /** The id that the topic has now, or had last. */
  Uuid topicId(String topic);

  /** The member id that this member was given last. */
  String memberId(String member);

  /** The generation in which this member joined last. */
  int generation(String member);

  /** Partitions that the broker gave this member of a consumer group last. */
  List<TopicPartitions> owned(String member);

  long producerId(String producer);

  short producerEpoch(String producer);

  /** One that this conversation alone uses. */
  String transactionalId(String producer);

  int fetchSession(String session);

  /** Wall-clock time in milliseconds. */
  long nowMs();
}

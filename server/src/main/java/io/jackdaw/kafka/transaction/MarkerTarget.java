package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.log.TransactionMarker;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/**
 * Where markers go: a partition kept by this broker, or one behind the network. Pessimistic: an
 * answer may not come, and a marker may have been written although the answer is an error; to write
 * it again does no harm.
 */
public interface MarkerTarget {
  /**
   * Writes a marker. Any thread, does not block.
   *
   * @return NONE once all in-sync replicas have it, on any thread; UNKNOWN_TOPIC_OR_PARTITION,
   *     NOT_LEADER_OR_FOLLOWER and the like if it should be tried again elsewhere or later;
   *     INVALID_PRODUCER_EPOCH or TRANSACTION_COORDINATOR_FENCED if there is nothing to try again
   */
  CompletionStage<Errors> write(TopicPartition partition, TransactionMarker marker);

  /** Whether a partition is part of the cluster: markers of deleted ones are left out. */
  boolean exists(TopicPartition partition);
}

package io.jackdaw.kafka.metadata;

import java.util.concurrent.CompletionStage;

/**
 * Gives out producer ids, no number twice in a cluster.
 *
 * <p>Any thread; never blocks. Ids that were reserved and not given out when the broker stops are
 * lost, which does no harm.
 */
public interface ProducerIds {
  /**
   * The next producer id, from 0.
   *
   * <p>Fails with a {@link org.apache.kafka.common.errors.RetriableException} while the
   * coordination service cannot be reached.
   */
  CompletionStage<Long> next();
}

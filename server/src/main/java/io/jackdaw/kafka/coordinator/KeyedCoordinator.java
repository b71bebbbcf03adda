package io.jackdaw.kafka.coordinator;

import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/** A coordinator as those see it who look for the broker that has it. Any thread. */
public interface KeyedCoordinator {
  /** Partition of the coordinator's internal topic that holds a key. */
  int partitionOf(String key);

  /**
   * Completes with NONE once requests about the key can be answered here; that may be never if
   * another broker leads its partition.
   */
  CompletionStage<Errors> ready(String key);
}

package io.jackdaw.kafka.group;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;

/** Where the deliveries of share groups are stored, as far as groups care. Any thread. */
public interface ShareStates {
  /**
   * Begins the state of partitions, by topic id, where the first leader will choose.
   *
   * @return those for which it has begun: all, unless the share coordinator cannot be reached
   */
  CompletionStage<Map<Uuid, Set<Integer>>> initialize(
      String group, Map<Uuid, Set<Integer>> partitions);

  /** Ends the state of partitions; complete when that was tried, true if all is gone. */
  CompletionStage<Boolean> end(String group, Map<Uuid, ? extends Set<Integer>> partitions);
}

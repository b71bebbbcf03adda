package io.jackdaw.kafka.controller;

import io.jackdaw.kafka.metadata.ZnodeWrite;
import java.util.List;

/** One thing that the controller wants to be different in the tree. */
sealed interface Change {
  /**
   * Writes done in one step.
   *
   * @param parents directories without data to be created before, in the same step; that some are
   *     there already does no harm
   */
  record Step(List<String> parents, List<ZnodeWrite> writes) implements Change {
    public Step {
      parents = List.copyOf(parents);
      writes = List.copyOf(writes);
    }
  }

  /**
   * Removes all that is below a topic, whatever it is, and then does {@code last} in one step: the
   * topic, its configuration and its marker vanish together.
   */
  record RemoveTopic(String topic, List<ZnodeWrite> last) implements Change {
    public RemoveTopic {
      last = List.copyOf(last);
    }
  }
}

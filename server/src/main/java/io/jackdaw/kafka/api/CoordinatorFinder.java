package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.time.EventLoop;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/** Finds the broker that coordinates a key: a group, a transactional id. Any thread. */
public interface CoordinatorFinder {
  /**
   * @param listener name of the listener whose address is wanted
   * @param timers bounds the wait for a coordinator that is just coming up
   */
  CompletionStage<Found> find(String key, String listener, EventLoop timers);

  /** The answer of a finder. */
  sealed interface Found {
    record Coordinator(int brokerId, BrokerEndpoint endpoint) implements Found {}

    record Refused(Errors error, String message) implements Found {}
  }
}

package io.jackdaw.kafka.metadata;

/** Where the newest {@link ClusterImage} is found. Any thread; never blocks. */
public interface ClusterView {
  ClusterImage image();

  /**
   * Calls {@code listener} with each new image after it became visible, starting with the current
   * one, on the thread that follows the tree; the listener must return soon.
   */
  void subscribe(Listener listener);

  /** Is told of each change. */
  interface Listener {
    void changed(ClusterImage before, ClusterImage now);
  }
}

package io.jackdaw.kafka.partition;

/**
 * Waits for something to happen to a partition. Told on the thread that made it happen, which may
 * be several at once: return soon, and take no lock that is held while calling a partition.
 */
public interface PartitionWaiter {
  /**
   * The high watermark moved.
   *
   * @param bytes by about how much; {@link Integer#MAX_VALUE} if that is not known
   */
  void advanced(int bytes);

  /** Leader, epoch or in-sync replicas changed, or the partition is no longer kept here. */
  void changed();
}

package io.jackdaw.kafka.quota;

/**
 * Over how long use is measured.
 *
 * @param samples of bytes and time
 * @param sampleMs length of each
 * @param burstSeconds for how long unused permits of the controller are kept
 */
public record QuotaWindows(int samples, long sampleMs, double burstSeconds) {
  /** Apache Kafka's defaults. */
  public static final QuotaWindows DEFAULT = new QuotaWindows(11, 1_000, 11);
}

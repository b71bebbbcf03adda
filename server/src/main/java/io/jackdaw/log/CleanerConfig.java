package io.jackdaw.log;

/**
 * How compacted topics are cleaned.
 *
 * @param enabled {@code log.cleaner.enable}
 * @param threads {@code log.cleaner.threads}
 * @param mapBytes {@code log.cleaner.dedupe.buffer.size}: memory for keys, of all threads together
 * @param bufferBytes {@code log.cleaner.io.buffer.size}: memory to read and write with, of all
 *     threads together; more while a batch is larger
 * @param bytesPerSecond {@code log.cleaner.io.max.bytes.per.second}, reading and writing, of all
 *     threads together
 * @param backoffMs {@code log.cleaner.backoff.ms}: how often logs are looked at while none is
 *     cleaned
 */
public record CleanerConfig(
    boolean enabled,
    int threads,
    long mapBytes,
    int bufferBytes,
    double bytesPerSecond,
    long backoffMs) {
  /** In use only while a log is cleaned, and less for most; Kafka sets 128 MiB aside for good. */
  public static final long DEFAULT_MAP_BYTES = 24L << 20;

  /** The defaults. */
  public static final CleanerConfig DEFAULT =
      new CleanerConfig(true, 1, DEFAULT_MAP_BYTES, 512 << 10, Double.MAX_VALUE, 15_000);

  public CleanerConfig {
    if (threads < 0) {
      throw new IllegalArgumentException("log.cleaner.threads must be at least 0, was " + threads);
    }
    if (threads > 0 && mapBytes / threads <= 1 << 20) {
      throw new IllegalArgumentException(
          "log.cleaner.dedupe.buffer.size must be at least 1 MiB for each of the "
              + threads
              + " log.cleaner.threads, was "
              + mapBytes);
    }
  }

  long mapBytesPerThread() {
    return mapBytes / Math.max(1, threads);
  }

  int bufferBytesPerThread() {
    return Math.max(4096, bufferBytes / Math.max(1, threads) / 2);
  }
}

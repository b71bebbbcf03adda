package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.config.ConfigValues;
import java.util.Map;

/**
 * Settings of the transaction coordinator, under Kafka's names.
 *
 * @param maxTimeoutMs {@code transaction.max.timeout.ms}
 * @param idExpirationMs {@code transactional.id.expiration.ms}
 * @param abortCheckMs {@code transaction.abort.timed.out.transaction.cleanup.interval.ms}
 * @param expirationCheckMs {@code transaction.remove.expired.transaction.cleanup.interval.ms}
 * @param commitTimeoutMs how long a reply waits for its record to be committed; 5 s as in Apache
 *     Kafka, not configurable there
 */
public record TransactionConfig(
    int maxTimeoutMs,
    long idExpirationMs,
    long abortCheckMs,
    long expirationCheckMs,
    long commitTimeoutMs) {
  private static final long COMMIT_TIMEOUT_MS = 5_000;

  /** Reads the settings out of a broker's configuration; keys of others are not looked at. */
  public static TransactionConfig of(Map<String, String> broker) {
    ConfigValues values = new ConfigValues(broker);
    return new TransactionConfig(
        values.intValue("transaction.max.timeout.ms"),
        values.intValue("transactional.id.expiration.ms"),
        values.intValue("transaction.abort.timed.out.transaction.cleanup.interval.ms"),
        values.intValue("transaction.remove.expired.transaction.cleanup.interval.ms"),
        COMMIT_TIMEOUT_MS);
  }
}

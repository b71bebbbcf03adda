package io.jackdaw.kafka.transaction;

import java.util.Set;

/**
 * Which transactions are to be listed.
 *
 * @param byPhase whether only {@code phases} pass
 * @param producerIds empty lets all pass
 * @param longerThanMs only those that began longer ago; negative lets all pass
 */
public record TransactionFilter(
    Set<TransactionPhase> phases, boolean byPhase, Set<Long> producerIds, long longerThanMs) {
  boolean passes(Transaction transaction, long nowMs) {
    return (!byPhase || phases.contains(transaction.phase()))
        && (producerIds.isEmpty() || producerIds.contains(transaction.producerId()))
        && (longerThanMs < 0 || nowMs - transaction.startMs() > longerThanMs);
  }
}

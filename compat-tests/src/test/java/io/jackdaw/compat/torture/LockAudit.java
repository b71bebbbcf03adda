package io.jackdaw.compat.torture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Checks that a lock is never held twice: in the order of the log no write under an older lock
 * follows one under a newer; and nobody is told that he has the lock while an older holder's is
 * still there, as that one's later writes prove.
 */
final class LockAudit {
  private LockAudit() {}

  static List<String> violations(List<GuardedWrite> writes) {
    List<String> violations = new ArrayList<>();
    byOrderOfLog(writes, violations);
    byTime(writes, violations);
    return violations;
  }

  private static void byOrderOfLog(List<GuardedWrite> writes, List<String> violations) {
    GuardedWrite newest = null;
    for (GuardedWrite write :
        writes.stream().sorted(Comparator.comparingLong(GuardedWrite::zxid)).toList()) {
      if (newest != null && write.token() < newest.token()) {
        violations.add("a lock was used after a newer one: " + newest + ", then " + write);
      }
      if (newest != null
          && write.token() == newest.token()
          && !write.client().equals(newest.client())) {
        violations.add("two have the same lock: " + newest + " and " + write);
      }
      if (newest == null || write.token() > newest.token()) {
        newest = write;
      }
    }
  }

  private static void byTime(List<GuardedWrite> writes, List<String> violations) {
    GuardedWrite latest = null;
    for (GuardedWrite write :
        writes.stream()
            .sorted(
                Comparator.comparingLong(GuardedWrite::token)
                    .thenComparingLong(GuardedWrite::invokedNs))
            .toList()) {
      if (latest != null
          && latest.token() < write.token()
          && latest.invokedNs() > write.heldSinceNs()) {
        violations.add("a lock was given away that was still held: " + latest + " and " + write);
      }
      if (latest == null || write.invokedNs() > latest.invokedNs()) {
        latest = write;
      }
    }
  }
}

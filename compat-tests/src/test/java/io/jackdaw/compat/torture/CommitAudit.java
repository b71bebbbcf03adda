package io.jackdaw.compat.torture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks that nobody is told a committed offset below one that was acknowledged before. */
final class CommitAudit {
  private CommitAudit() {}

  static List<String> violations(List<OffsetCommitted> commits, List<OffsetRead> reads) {
    List<OffsetCommitted> acknowledged =
        commits.stream()
            .filter(it -> it.returnedNs() != Entry.NEVER)
            .sorted(Comparator.comparingLong(OffsetCommitted::returnedNs))
            .toList();
    List<String> violations = new ArrayList<>();
    Map<Integer, OffsetCommitted> highest = new HashMap<>();
    int next = 0;
    for (OffsetRead read :
        reads.stream().sorted(Comparator.comparingLong(OffsetRead::invokedNs)).toList()) {
      while (next < acknowledged.size() && acknowledged.get(next).returnedNs() < read.invokedNs()) {
        highest.merge(
            acknowledged.get(next).partition(),
            acknowledged.get(next),
            (one, other) -> one.offset() >= other.offset() ? one : other);
        next++;
      }
      OffsetCommitted promised = highest.get(read.partition());
      if (promised != null && read.offset() < promised.offset()) {
        violations.add("a commit was taken back: " + promised + ", then " + read);
      }
    }
    return violations;
  }
}

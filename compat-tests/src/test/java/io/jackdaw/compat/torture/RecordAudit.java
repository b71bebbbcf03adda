package io.jackdaw.compat.torture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks what the partitions hold in the end against what producers were told and readers saw on
 * the way: every acknowledged record at its offset, none twice, none that nobody sent, each
 * producer's in its order, and nothing other than what had been read there before.
 */
final class RecordAudit {
  private RecordAudit() {}

  /**
   * @param sent every record handed to a producer
   * @param seen what readers got while the run went on
   * @param left every record of every partition in the end
   */
  static List<String> violations(
      List<RecordSent> sent, List<RecordSeen> seen, List<RecordSeen> left) {
    List<String> violations = new ArrayList<>();
    Map<String, RecordSeen> byValue = new HashMap<>();
    Map<Integer, TreeMap<Long, RecordSeen>> byOffset = new HashMap<>();
    for (RecordSeen record : left) {
      RecordSeen twin = byValue.put(record.value(), record);
      if (twin != null) {
        violations.add("doubled: " + twin + " and " + record);
      }
      byOffset
          .computeIfAbsent(record.partition(), it -> new TreeMap<>())
          .put(record.offset(), record);
    }
    checkSent(sent, byValue, violations);
    checkOrder(byOffset, violations);
    for (RecordSeen record : seen) {
      RecordSeen now =
          byOffset.getOrDefault(record.partition(), new TreeMap<>()).get(record.offset());
      if (now == null || !now.value().equals(record.value())) {
        violations.add("read before and now another: " + record + ", now " + now);
      }
    }
    return violations;
  }

  private static void checkSent(
      List<RecordSent> sent, Map<String, RecordSeen> byValue, List<String> violations) {
    Set<String> values = new HashSet<>();
    for (RecordSent record : sent) {
      values.add(record.value());
      RecordSeen found = byValue.get(record.value());
      if (record.isAcknowledged() && found == null) {
        violations.add("acknowledged and lost: " + record);
      } else if (record.isAcknowledged()
          && record.offset() >= 0
          && (found.offset() != record.offset() || found.partition() != record.partition())) {
        violations.add("acknowledged at another place: " + record + ", found " + found);
      }
    }
    byValue.values().stream()
        .filter(it -> !values.contains(it.value()))
        .forEach(it -> violations.add("nobody sent it: " + it));
  }

  private static void checkOrder(
      Map<Integer, TreeMap<Long, RecordSeen>> byOffset, List<String> violations) {
    byOffset.forEach(
        (partition, records) -> {
          Map<String, Long> last = new HashMap<>();
          for (RecordSeen record : records.values()) {
            int cut = record.value().lastIndexOf('/');
            long sequence = Long.parseLong(record.value().substring(cut + 1));
            Long before = last.put(record.value().substring(0, cut), sequence);
            if (before != null && before >= sequence) {
              violations.add("out of order: " + record + " behind number " + before);
            }
          }
        });
  }
}

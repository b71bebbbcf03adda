package io.jackdaw.compat.torture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that sequential znodes got numbers that rise with time, each once, and are all there in
 * the end.
 */
final class SequenceNumbers {
  private SequenceNumbers() {}

  /**
   * @param creates of one parent
   * @param present numbers of the children found in the end
   */
  static List<String> violations(List<SequentialCreate> creates, Set<Integer> present) {
    List<String> violations = new ArrayList<>();
    Map<Integer, SequentialCreate> byNumber = new HashMap<>();
    List<SequentialCreate> answered =
        creates.stream().filter(it -> it.returnedNs() != Entry.NEVER).toList();
    for (SequentialCreate create : answered) {
      SequentialCreate twin = byNumber.put(create.number(), create);
      if (twin != null) {
        violations.add("the same number twice: " + twin + " and " + create);
      }
      if (!present.contains(create.number())) {
        violations.add("an acknowledged znode is not there: " + create);
      }
    }
    checkOrder(answered, violations);
    return violations;
  }

  /** Goes through replies and requests in time: a request must get more than any reply before. */
  private static void checkOrder(List<SequentialCreate> answered, List<String> violations) {
    List<SequentialCreate> byReturn =
        answered.stream().sorted(Comparator.comparingLong(SequentialCreate::returnedNs)).toList();
    int returned = 0;
    int highest = -1;
    for (SequentialCreate create :
        answered.stream().sorted(Comparator.comparingLong(SequentialCreate::invokedNs)).toList()) {
      while (returned < byReturn.size()
          && byReturn.get(returned).returnedNs() < create.invokedNs()) {
        highest = Math.max(highest, byReturn.get(returned++).number());
      }
      if (create.number() <= highest) {
        violations.add("number " + highest + " was given before: " + create);
      }
    }
  }
}

package io.jackdaw.compat.torture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks that no client reads a change before it is told of it by the watch that it had set. */
final class WatchOrder {
  private WatchOrder() {}

  /**
   * @param notes of each client in the order in which its event thread got them
   */
  static List<String> violations(List<WatchNote> notes) {
    List<String> violations = new ArrayList<>();
    Map<String, WatchNote> waiting = new HashMap<>();
    for (WatchNote note : notes) {
      String watch = note.client() + note.path();
      WatchNote set = waiting.get(watch);
      switch (note.kind()) {
        case SET -> {
          check(set, note, violations);
          waiting.put(watch, note);
        }
        case FIRED -> waiting.remove(watch);
        case READ -> check(set, note, violations);
      }
    }
    return violations;
  }

  private static void check(@Nullable WatchNote set, WatchNote read, List<String> violations) {
    if (set != null && set.zxid() != read.zxid()) {
      violations.add("a change is read before the watch tells of it: " + set + ", then " + read);
    }
  }
}

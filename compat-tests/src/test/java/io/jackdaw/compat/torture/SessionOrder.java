package io.jackdaw.compat.torture;

import io.jackdaw.compat.torture.ZnodeOperation.Action;
import io.jackdaw.compat.torture.ZnodeOperation.Reply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Checks that no session goes back in time: what it reads is never older than a change that it has
 * made or seen, of whatever znode, also after it has come back on another connection.
 *
 * <p>A session that has seen zxid {@code x} must not read a znode's state of zxid {@code m} when
 * somebody changed that znode at a zxid between them. It must find its own writes at zxids that
 * rise.
 */
final class SessionOrder {
  private SessionOrder() {}

  static List<String> violations(List<ZnodeOperation> operations) {
    Map<String, NavigableSet<Long>> changes = changes(operations);
    Map<Long, List<ZnodeOperation>> bySession =
        operations.stream()
            .filter(it -> it.session() != 0 && it.reply() instanceof Reply.Found)
            .collect(
                Collectors.groupingBy(ZnodeOperation::session, TreeMap::new, Collectors.toList()));
    List<String> violations = new ArrayList<>();
    for (List<ZnodeOperation> session : bySession.values()) {
      check(session, changes, violations);
    }
    return violations;
  }

  private static void check(
      List<ZnodeOperation> session,
      Map<String, NavigableSet<Long>> changes,
      List<String> violations) {
    long seen = 0;
    for (ZnodeOperation operation :
        session.stream().sorted(Comparator.comparingLong(ZnodeOperation::invokedNs)).toList()) {
      long zxid = zxid(operation);
      if (operation.action() instanceof Action.Read) {
        Long newer = changes.getOrDefault(operation.path(), new TreeSet<>()).higher(zxid);
        if (newer != null && newer <= seen) {
          violations.add(
              "the session has seen zxid 0x%x, and then reads a state from before 0x%x: %s"
                  .formatted(seen, newer, operation));
        }
      } else if (zxid <= seen) {
        violations.add(
            "the session has seen zxid 0x%x, and then writes at no later one: %s"
                .formatted(seen, operation));
      }
      seen = Math.max(seen, zxid);
    }
  }

  /** The zxids at which each znode is known to have changed. */
  private static Map<String, NavigableSet<Long>> changes(List<ZnodeOperation> operations) {
    Map<String, NavigableSet<Long>> changes = new TreeMap<>();
    for (ZnodeOperation operation : operations) {
      if (operation.reply() instanceof Reply.Found) {
        changes.computeIfAbsent(operation.path(), path -> new TreeSet<>()).add(zxid(operation));
      }
    }
    return changes;
  }

  private static long zxid(ZnodeOperation operation) {
    return ((Reply.Found) operation.reply()).zxid();
  }
}

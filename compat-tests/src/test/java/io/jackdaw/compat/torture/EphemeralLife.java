package io.jackdaw.compat.torture;

import io.jackdaw.compat.torture.ZnodeOperation.Action;
import io.jackdaw.compat.torture.ZnodeOperation.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks that an ephemeral znode is there from the reply to its creation as long as its session
 * lives, and not when the session is over. Each path is created once.
 *
 * <p>A session lives as long as it gets answers: one that answers a request was alive when the
 * request was sent.
 */
final class EphemeralLife {
  private EphemeralLife() {}

  static List<String> violations(List<ZnodeOperation> operations, List<SessionEnd> ends) {
    Map<Long, Long> aliveUntilNs = new HashMap<>();
    Map<Long, Long> overFromNs = new HashMap<>();
    Map<String, ZnodeOperation> created = new HashMap<>();
    for (ZnodeOperation operation : operations) {
      if (operation.session() != 0 && !operation.isUnknown()) {
        aliveUntilNs.merge(operation.session(), operation.invokedNs(), Math::max);
      }
      if (operation.action() instanceof Action.Create create
          && create.ephemeral()
          && operation.reply() instanceof Reply.Found) {
        created.put(operation.path(), operation);
      }
    }
    ends.forEach(end -> overFromNs.merge(end.session(), end.returnedNs(), Math::min));
    List<String> violations = new ArrayList<>();
    for (ZnodeOperation read : operations) {
      if (read.action() instanceof Action.Read) {
        check(read, created.get(read.path()), aliveUntilNs, overFromNs, violations);
      }
    }
    return violations;
  }

  private static void check(
      ZnodeOperation read,
      @Nullable ZnodeOperation creation,
      Map<Long, Long> aliveUntilNs,
      Map<Long, Long> overFromNs,
      List<String> violations) {
    if (read.reply() instanceof Reply.Found found && found.owner() != 0) {
      if (read.invokedNs() > overFromNs.getOrDefault(found.owner(), Entry.NEVER)) {
        violations.add("an ephemeral has outlived its session: " + read);
      }
    } else if (creation != null
        && read.reply() instanceof Reply.Refused
        && read.invokedNs() > creation.returnedNs()
        && read.returnedNs() < aliveUntilNs.getOrDefault(creation.session(), 0L)) {
      violations.add("an ephemeral has gone before its session: " + creation + ", then " + read);
    }
  }
}

package io.jackdaw.compat.torture;

import io.jackdaw.compat.torture.ZnodeOperation.Action;
import io.jackdaw.compat.torture.ZnodeOperation.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Checks that every znode behaves as one copy: there is an order of its operations in which each
 * got its answer, and in which nothing comes before what had been answered when it was sent.
 *
 * <p>The search of Wing and Gong with Lowe's memory of what was tried: walk over calls and returns,
 * take any call whose answer fits, step back where a return is met whose call could not be taken.
 * An operation of unknown outcome has no return and need not be taken. Source: G. Lowe, "Testing
 * for linearizability".
 */
final class Linearizability {
  private static final int SHOWN = 20;

  private Linearizability() {}

  /** Paths whose operations fit into no order, each with its operations. */
  static List<String> violations(List<ZnodeOperation> operations) {
    Map<String, List<ZnodeOperation>> byPath =
        operations.stream()
            .filter(it -> !hadSurelyNoEffect(it))
            .collect(
                Collectors.groupingBy(ZnodeOperation::path, TreeMap::new, Collectors.toList()));
    List<String> violations = new ArrayList<>();
    byPath.forEach(
        (path, all) -> {
          Search search = new Search(all);
          if (!search.findsAnOrder()) {
            violations.add(path + " is not linearizable: " + shown(all, search.stuckAt));
          }
        });
    return violations;
  }

  /** Reads that were not answered, and what was refused before it was looked at. */
  private static boolean hadSurelyNoEffect(ZnodeOperation operation) {
    return (operation.isUnknown() && operation.action() instanceof Action.Read)
        || is(operation.reply(), "THROTTLEDOP");
  }

  /** The operations up to the first whose answer could not be explained. */
  private static String shown(List<ZnodeOperation> operations, long stuckAtNs) {
    List<ZnodeOperation> until =
        operations.stream()
            .filter(it -> it.invokedNs() <= stuckAtNs)
            .sorted(Comparator.comparingLong(ZnodeOperation::invokedNs))
            .toList();
    return until.subList(Math.max(0, until.size() - SHOWN), until.size()).stream()
        .map(it -> "\n  " + it)
        .collect(Collectors.joining());
  }

  /** A znode: its value and version, or its absence. */
  private record State(@Nullable String value, int version) {
    static final State ABSENT = new State(null, -1);

    boolean exists() {
      return value != null;
    }

    boolean matches(int expectedVersion) {
      return expectedVersion == -1 || expectedVersion == version;
    }
  }

  /** The state after an operation; null when it cannot have been answered so in this state. */
  private static @Nullable State step(State before, ZnodeOperation operation) {
    Reply reply = operation.reply();
    return switch (operation.action()) {
      case Action.Create create ->
          before.exists()
              ? unchangedIf(is(reply, "NODEEXISTS"), before)
              : changedIf(reply, new State(create.value(), 0));
      case Action.Set set -> {
        if (!before.exists()) {
          yield unchangedIf(is(reply, "NONODE"), before);
        }
        yield before.matches(set.expectedVersion())
            ? changedIf(reply, new State(set.value(), before.version() + 1))
            : unchangedIf(is(reply, "BADVERSION"), before);
      }
      case Action.Delete delete -> {
        if (!before.exists()) {
          yield unchangedIf(is(reply, "NONODE"), before);
        }
        if (!before.matches(delete.expectedVersion())) {
          yield unchangedIf(is(reply, "BADVERSION"), before);
        }
        yield reply instanceof Reply.Deleted || operation.isUnknown() ? State.ABSENT : null;
      }
      case Action.Read ignored ->
          reply instanceof Reply.Found found
              ? unchangedIf(before.equals(new State(found.value(), found.version())), before)
              : unchangedIf(is(reply, "NONODE") && !before.exists(), before);
    };
  }

  private static @Nullable State changedIf(Reply reply, State after) {
    boolean fits =
        reply instanceof Reply.Unknown
            || (reply instanceof Reply.Found found && found.version() == after.version());
    return fits ? after : null;
  }

  private static @Nullable State unchangedIf(boolean condition, State state) {
    return condition ? state : null;
  }

  private static boolean is(Reply reply, String error) {
    return reply instanceof Reply.Refused refused && refused.error().equals(error);
  }

  /** A call or a return in a list from which taken operations are lifted out. */
  private static final class Node {
    final long atNs;
    final int operation;
    final boolean isCall;
    @Nullable Node partner;
    @Nullable Node before;
    @Nullable Node after;

    Node(long atNs, int operation, boolean isCall) {
      this.atNs = atNs;
      this.operation = operation;
      this.isCall = isCall;
    }

    private void unlink() {
      if (before != null) {
        before.after = after;
      }
      if (after != null) {
        after.before = before;
      }
    }

    private void relink() {
      if (before != null) {
        before.after = this;
      }
      if (after != null) {
        after.before = this;
      }
    }

    void lift() {
      unlink();
      if (partner != null) {
        partner.unlink();
      }
    }

    void putBack() {
      if (partner != null) {
        partner.relink();
      }
      relink();
    }
  }

  private record Taken(Node call, State before) {}

  private record Tried(BitSet taken, State state) {}

  /**
   * For each operation the one that has to be taken before it; −1 for none. Of writes that were not
   * answered, whose values nobody has read, and which ask for the same, one is as good as another:
   * without loss the one that was asked for first is taken first. So what a long outage leaves
   * behind does not have to be tried in all combinations.
   */
  private static int[] earlierAlike(List<ZnodeOperation> operations) {
    Set<String> read =
        operations.stream()
            .map(ZnodeOperation::reply)
            .filter(Reply.Found.class::isInstance)
            .map(reply -> ((Reply.Found) reply).value())
            .collect(Collectors.toSet());
    int[] earlier = new int[operations.size()];
    Arrays.fill(earlier, -1);
    Map<String, Integer> last = new HashMap<>();
    IntStream.range(0, operations.size())
        .filter(i -> operations.get(i).isUnknown())
        .boxed()
        .sorted(Comparator.comparingLong(i -> operations.get(i).invokedNs()))
        .forEach(
            i -> {
              String effect = unseenEffect(operations.get(i).action(), read);
              if (effect != null) {
                Integer before = last.put(effect, i);
                earlier[i] = before == null ? -1 : before;
              }
            });
    return earlier;
  }

  /** What a write does, but for a value that nobody has read; null when somebody has. */
  private static @Nullable String unseenEffect(Action action, Set<String> read) {
    return switch (action) {
      case Action.Create create when !read.contains(create.value()) -> "create";
      case Action.Set set when !read.contains(set.value()) -> "set " + set.expectedVersion();
      case Action.Delete delete -> "delete " + delete.expectedVersion();
      default -> null;
    };
  }

  private static final class Search {
    private final List<ZnodeOperation> operations;
    private final int[] earlierAlike;
    private final Node head = new Node(-1, -1, false);
    private int answeredLeft;

    /** The latest return that was met without its call being taken. */
    private long stuckAt;

    Search(List<ZnodeOperation> operations) {
      this.operations = operations;
      this.earlierAlike = earlierAlike(operations);
      List<Node> nodes = new ArrayList<>();
      for (int i = 0; i < operations.size(); i++) {
        Node call = new Node(operations.get(i).invokedNs(), i, true);
        nodes.add(call);
        if (!operations.get(i).isUnknown()) {
          Node end = new Node(operations.get(i).returnedNs(), i, false);
          call.partner = end;
          nodes.add(end);
          answeredLeft++;
        }
      }
      // Of a call and a return at the same time the call is first: they may have overlapped.
      nodes.sort(Comparator.<Node>comparingLong(it -> it.atNs).thenComparing(it -> !it.isCall));
      Node last = head;
      for (Node node : nodes) {
        last.after = node;
        node.before = last;
        last = node;
      }
    }

    boolean findsAnOrder() {
      Deque<Taken> order = new ArrayDeque<>();
      Set<Tried> tried = new HashSet<>();
      BitSet taken = new BitSet();
      State state = State.ABSENT;
      Node node = head.after;
      while (answeredLeft > 0) {
        State next =
            node != null && node.isCall && mayBeTaken(node, taken) ? step(state, at(node)) : null;
        if (node != null && next != null && isNew(tried, taken, node.operation, next)) {
          order.push(new Taken(node, state));
          taken.set(node.operation);
          answeredLeft -= at(node).isUnknown() ? 0 : 1;
          state = next;
          node.lift();
          node = head.after;
        } else if (node != null && node.isCall) {
          node = node.after;
        } else {
          stuckAt = Math.max(stuckAt, node == null ? stuckAt : node.atNs);
          Taken back = order.poll();
          if (back == null) {
            return false;
          }
          back.call.putBack();
          taken.clear(back.call.operation);
          answeredLeft += at(back.call).isUnknown() ? 0 : 1;
          state = back.before;
          node = back.call.after;
        }
      }
      return true;
    }

    private boolean mayBeTaken(Node call, BitSet taken) {
      int earlier = earlierAlike[call.operation];
      return earlier < 0 || taken.get(earlier);
    }

    private ZnodeOperation at(Node node) {
      return operations.get(node.operation);
    }

    private static boolean isNew(Set<Tried> tried, BitSet taken, int operation, State next) {
      BitSet after = (BitSet) taken.clone();
      after.set(operation);
      return tried.add(new Tried(after, next));
    }
  }
}

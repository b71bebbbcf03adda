package io.jackdaw.compat.oracle.kafka;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.Struct;
import org.jspecify.annotations.Nullable;

/** One program with one server, from the first request to the last answer. */
final class Conversation implements AutoCloseable {
  private static final short DESCRIBE_VERSION = 5;
  private static final short LEAVE_VERSION = 3;
  private static final long PATIENCE_NANOS = 15_000_000_000L;
  private static final long TIME_TO_END_NANOS = 4_000_000_000L;
  private static final int LOOKS_BEFORE_IT_WAITS = 5;

  /**
   * A coordinator answers when its records are committed, and shows the state before until then.
   */
  private static final long TIME_TO_COMMIT_NANOS = 60_000_000L;

  private final Target target;
  private final Wire aside;
  private final Wire shared;
  private final Map<String, Wire> members = new HashMap<>();
  private final Map<String, Step> waiting = new LinkedHashMap<>();
  private final Set<String> groups = new HashSet<>();
  private final Set<String> stuck = new HashSet<>();
  private final Learned learned;
  private final AnswerReader reader;

  Conversation(Target target) {
    this.target = target;
    this.aside = new Wire(target.port());
    this.shared = new Wire(target.port());
    this.learned = new Learned(aside);
    this.reader = new AnswerReader(learned);
  }

  /** The answer as fields; also those of earlier steps that this one let go. */
  Map<String, String> run(Step step) {
    Map<String, String> fields = new TreeMap<>();
    Wire wire = wireOf(step);
    if (waiting.containsKey(step.actor())) {
      fields.put("", "skipped: this member still waits");
    } else if (step.waitsInGroup().isPresent()) {
      groups.add(step.waitsInGroup().get());
      if (wire.send(step.key(), step.version(), step.body().apply(learned))) {
        waiting.put(step.actor(), step);
      } else {
        fields.put("", "closed");
      }
    } else if (step.answered()) {
      fields.putAll(read(step, wire.ask(step.key(), step.version(), step.body().apply(learned))));
    } else {
      boolean open = wire.tell(step.key(), step.version(), step.body().apply(learned));
      fields.put("", open ? "no answer" : "closed");
    }
    if (step.changesCluster()) {
      target.settle(aside);
    }
    if (step.key() == ApiKeys.END_TXN || step.key() == ApiKeys.INIT_PRODUCER_ID) {
      fields.put("transactions that do not end", awaitMarkers().toString());
    }
    if (step.mayEndWaits()) {
      collect(fields);
    }
    return fields;
  }

  /**
   * Waits until no transaction of this conversation is on the way to its end. Some never arrive,
   * when somebody else wrote their markers; these are not waited for again.
   *
   * @return names of those that never arrive
   */
  private SortedSet<String> awaitMarkers() {
    long deadline = System.nanoTime() + TIME_TO_END_NANOS;
    SortedSet<String> ending = ending();
    while (!stuck.containsAll(ending) && System.nanoTime() < deadline) {
      ending = ending();
    }
    stuck.retainAll(ending);
    stuck.addAll(ending);
    return ending;
  }

  private SortedSet<String> ending() {
    SortedSet<String> ending = new TreeSet<>();
    if (learned.transactionalIds().isEmpty()) {
      return ending;
    }
    Struct answer =
        aside.ask(
            ApiKeys.DESCRIBE_TRANSACTIONS,
            (short) 0,
            new DescribeTransactionsRequestData()
                .setTransactionalIds(List.copyOf(learned.transactionalIds().values())));
    for (Object each : answer == null ? new Object[0] : answer.getArray("transaction_states")) {
      Struct transaction = (Struct) each;
      if (transaction.getString("transaction_state").startsWith("Prepare")) {
        learned.transactionalIds().entrySet().stream()
            .filter(id -> id.getValue().equals(transaction.getString("transactional_id")))
            .forEach(
                id -> ending.add(id.getKey() + " " + transaction.getString("transaction_state")));
      }
    }
    return ending;
  }

  private Wire wireOf(Step step) {
    boolean ofItsOwn = step.waitsInGroup().isPresent() || members.containsKey(step.actor());
    return ofItsOwn
        ? members.computeIfAbsent(step.actor(), actor -> new Wire(target.port()))
        : shared;
  }

  private Map<String, String> read(Step step, @Nullable Struct answer) {
    if (answer == null) {
      return Map.of("", "closed");
    }
    learned.learn(step, answer);
    return reader.read(answer);
  }

  /** Reads what has come or must come, and says who still waits. */
  private void collect(Map<String, String> fields) {
    for (Step step : List.copyOf(waiting.values())) {
      String prefix = step.actor() + " " + step.key() + " ";
      if (hasAnswer(step)) {
        waiting.remove(step.actor());
        Wire wire = wireOf(step);
        read(step, wire.receive(step.key(), step.version()))
            .forEach((path, value) -> fields.put(prefix + path, value));
      } else {
        fields.put(prefix, "waits");
      }
    }
  }

  /** Whether an answer is there; looks at the group to know whether to go on waiting for it. */
  private boolean hasAnswer(Step step) {
    String group = step.waitsInGroup().orElseThrow();
    long begin = System.nanoTime();
    int looks = 0;
    while (looks < LOOKS_BEFORE_IT_WAITS || System.nanoTime() - begin < TIME_TO_COMMIT_NANOS) {
      if (wireOf(step).hasAnswer()) {
        return true;
      }
      looks = mayWait(step, group) ? looks + 1 : 0;
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new AssertionError("no answer to " + step + " in " + described(group));
      }
    }
    return false;
  }

  /** Whether the group is such that the answer may take its time, or never come. */
  private boolean mayWait(Step step, String group) {
    Struct described = described(group);
    String state = described == null ? "" : described.getString("group_state");
    if (step.key() == ApiKeys.JOIN_GROUP) {
      return state.equals("PreparingRebalance");
    }
    return state.equals("CompletingRebalance") || !hasMember(described, step.actor());
  }

  /** Who waits for its assignment and is taken out of the group is never answered. */
  private boolean hasMember(@Nullable Struct described, String actor) {
    return described != null
        && Arrays.stream(described.getArray("members"))
            .anyMatch(
                member -> ((Struct) member).getString("member_id").equals(learned.memberId(actor)));
  }

  private @Nullable Struct described(String group) {
    Struct answer =
        aside.ask(
            ApiKeys.DESCRIBE_GROUPS,
            DESCRIBE_VERSION,
            new DescribeGroupsRequestData().setGroups(List.of(group)));
    return answer == null ? null : (Struct) answer.getArray("groups")[0];
  }

  /** Takes all members out of all groups, also those that were given an id and never joined. */
  private void leaveGroups() {
    List<MemberIdentity> all =
        learned.memberIds().stream().map(id -> new MemberIdentity().setMemberId(id)).toList();
    for (String group : all.isEmpty() ? Set.<String>of() : groups) {
      aside.ask(
          ApiKeys.LEAVE_GROUP,
          LEAVE_VERSION,
          new LeaveGroupRequestData().setGroupId(group).setMembers(all));
    }
  }

  @Override
  public void close() {
    leaveGroups();
    members.values().forEach(Wire::close);
    shared.close();
    aside.close();
  }
}

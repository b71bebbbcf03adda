package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.Assignment;
import io.jackdaw.kafka.group.consumer.ConsumerMember;
import io.jackdaw.kafka.group.consumer.CurrentAssignment;
import io.jackdaw.kafka.group.consumer.Reconciliation;
import io.jackdaw.kafka.group.consumer.ResolvedRegex;
import io.jackdaw.kafka.group.consumer.TopicCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * One decision about a member in the making: what the group becomes when its records are applied.
 * Used for one request and forgotten; the group itself is only read.
 */
final class ConsumerChange {
  /** Members of a group whose targets are not computed at every change. */
  private static final int LARGE = 100;

  /** For a group's size between two computations, which take time in proportion to it. */
  private static final int MEMBERS_PER_MS = 10;

  private final ConsumerGroup group;
  private final ConsumerMember before;
  private final @Nullable ConsumerMember replaced;
  private final List<GroupRecord> records = new ArrayList<>();
  private ConsumerMember member;
  private int epoch;
  private boolean subscriptionChanged;
  private Map<String, ResolvedRegex> regexes;

  /**
   * @param member as it is; new, or taking over from {@code replaced}, it is not in the group yet
   */
  ConsumerChange(
      ConsumerGroup group,
      List<GroupRecord> first,
      ConsumerMember member,
      @Nullable ConsumerMember replaced) {
    this.group = group;
    this.member = member;
    this.before = member;
    this.replaced = replaced;
    this.epoch = group.epoch();
    this.regexes = group.regexes();
    records.addAll(first);
  }

  ConsumerGroup group() {
    return group;
  }

  ConsumerMember member() {
    return member;
  }

  /** The member before this change. */
  ConsumerMember before() {
    return before;
  }

  List<GroupRecord> records() {
    return records;
  }

  boolean subscriptionChanged() {
    return subscriptionChanged;
  }

  /**
   * Makes the member what it says of itself now, and counts the epoch up if that matters.
   *
   * @param visible topics that expressions may find
   */
  void update(
      ConsumerMember updated,
      ConsumerSubscriptions subscriptions,
      Predicate<String> visible,
      long nowMs) {
    boolean isNew = replaced == null && group.member(updated.id()) == null;
    if (isNew || replaced != null || !updated.metadata().equals(before.metadata())) {
      records.add(new ConsumerGroupRecord.Metadata(group.id(), updated.id(), updated.metadata()));
    }
    member = updated;
    ConsumerMember counted = isNew ? null : replaced == null ? before : replaced;
    subscriptionChanged =
        !updated.metadata().topics().equals(before.metadata().topics())
            || !updated.metadata().regex().equals(before.metadata().regex());
    boolean refresh = subscriptions.mayBeOutdated(group, nowMs);
    if (!subscriptionChanged && !refresh) {
      return;
    }
    regexes = subscriptions.resolve(group, counted, updated, refresh, visible, nowMs, records);
    SortedSet<String> read =
        subscriptions.read(group, counted == null ? List.of() : List.of(counted), updated, regexes);
    long hash = subscriptions.hash(read);
    boolean regexesChanged =
        !regexes.keySet().equals(group.regexes().keySet())
            || regexes.entrySet().stream()
                .anyMatch(
                    regex -> {
                      ResolvedRegex last = group.regexes().get(regex.getKey());
                      return last == null || !last.topics().equals(regex.getValue().topics());
                    });
    if (subscriptionChanged || regexesChanged || hash != group.metadataHash()) {
      epoch++;
      records.add(new ConsumerGroupRecord.Epoch(group.id(), epoch, hash));
      if (group.hasOldTopics()) {
        records.add(new ConsumerGroupRecord.Topics(group.id(), false));
      }
    }
    group.catalog().advance(subscriptions.catalogVersion());
  }

  /** Computes new targets if there is reason to and it is time, and takes the member a step on. */
  void reconcile(
      TargetAssignments assignments,
      TopicCatalog topics,
      int intervalMs,
      @Nullable Assignment reported,
      long nowMs) {
    int targetEpoch = group.targetEpoch();
    Assignment target = group.target(replaced == null ? member.id() : replaced.id());
    if (epoch > targetEpoch && isTime(intervalMs, nowMs)) {
      target = assignments.compute(group, epoch, member, replaced, regexes, nowMs, records);
      targetEpoch = epoch;
    }
    step(targetEpoch, target, topics, reported);
  }

  /** The larger a group, the more of its changes are taken together: each costs its size. */
  private boolean isTime(int intervalMs, long nowMs) {
    int leastMs = group.size() < LARGE ? 0 : group.size() / MEMBERS_PER_MS;
    return group.targetTimestampMs() == 0
        || nowMs >= group.targetTimestampMs() + Math.max(intervalMs, leastMs);
  }

  /** Takes the member a step on to a target that is known. */
  void step(
      int targetEpoch, Assignment target, TopicCatalog topics, @Nullable Assignment reported) {
    if (!subscriptionChanged && member.current().isReconciledTo(targetEpoch)) {
      return;
    }
    CurrentAssignment next =
        new Reconciliation(targetEpoch, target, subscribed(topics), group, reported)
            .next(member.current(), subscriptionChanged);
    if (next == null) {
      throw Errors.FENCED_MEMBER_EPOCH.exception(
          "The consumer group member is in a unknown state. The member must abandon all its"
              + " partitions and rejoin.");
    }
    if (!next.equals(member.current())) {
      member = member.with(next);
      records.add(new ConsumerGroupRecord.Current(group.id(), member.id(), next));
    }
  }

  private Predicate<Uuid> subscribed(TopicCatalog topics) {
    ResolvedRegex resolved =
        member.metadata().hasRegex() ? regexes.get(member.metadata().regex()) : null;
    return id -> {
      TopicCatalog.Facts facts = topics.find(id);
      return facts != null
          && (member.metadata().topics().contains(facts.name())
              || (resolved != null && resolved.topics().contains(facts.name())));
    };
  }

  /** Whether the partitions that the member may read are others than before. */
  boolean assignmentChanged() {
    return !member.current().assigned().samePartitions(before.current().assigned());
  }
}

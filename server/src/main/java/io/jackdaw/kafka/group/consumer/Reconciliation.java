package io.jackdaw.kafka.group.consumer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The next step of one member to its target: what it is no longer to have is given up first, and
 * what it is to have comes when nobody else holds it. Source: KIP-848, "Rebalance process".
 *
 * @param subscribed whether the member reads a topic; what it does not read is not given to it
 * @param owners who holds what
 * @param reported partitions that the member says it holds; null if it does not say
 */
public record Reconciliation(
    int targetEpoch,
    Assignment target,
    Predicate<Uuid> subscribed,
    Owners owners,
    @Nullable Assignment reported) {

  /** Tells whether anybody holds a partition. */
  public interface Owners {
    boolean isHeld(Uuid topic, int partition);
  }

  /**
   * The member's next state, the same object if there is nothing to do; null for a member in a
   * state that only a newer coordinator knows, which has to give up all and come anew.
   *
   * @param subscriptionChanged whether to take from the member at once what it no longer reads
   */
  public @Nullable CurrentAssignment next(CurrentAssignment now, boolean subscriptionChanged) {
    return switch (now.state()) {
      case STABLE -> {
        if (now.epoch() != targetEpoch) {
          yield advance(now, now.epoch());
        }
        yield subscriptionChanged ? dropUnsubscribed(now) : now;
      }
      case UNREVOKED_PARTITIONS -> {
        if (stillHolds(now.revoking())) {
          yield subscriptionChanged ? dropUnsubscribed(now) : now;
        }
        yield advance(now, now.epoch());
      }
      case UNRELEASED_PARTITIONS -> advance(now, now.epoch());
      case UNKNOWN ->
          reported != null && reported.partitions().isEmpty() ? advance(now, targetEpoch) : null;
    };
  }

  private boolean stillHolds(OwnedPartitions revoked) {
    if (reported == null) {
      return !revoked.isEmpty();
    }
    for (Map.Entry<Uuid, Set<Integer>> topic : reported.partitions().entrySet()) {
      for (int partition : topic.getValue()) {
        if (revoked.contains(topic.getKey(), partition)) {
          return true;
        }
      }
    }
    return false;
  }

  private CurrentAssignment advance(CurrentAssignment now, int epoch) {
    Map<Uuid, Map<Integer, Integer>> kept = new HashMap<>();
    Map<Uuid, Map<Integer, Integer>> revoked = new HashMap<>();
    Set<Uuid> topics = new HashSet<>(target.partitions().keySet());
    topics.addAll(now.assigned().epochs().keySet());
    for (Uuid topic : topics) {
      Set<Integer> wanted = subscribed.test(topic) ? target.of(topic) : Set.of();
      now.assigned()
          .of(topic)
          .forEach(
              (partition, since) ->
                  (wanted.contains(partition) ? kept : revoked)
                      .computeIfAbsent(topic, id -> new HashMap<>())
                      .put(partition, since));
    }
    OwnedPartitions toRevoke = owned(revoked);
    if (!toRevoke.isEmpty() && stillHolds(toRevoke)) {
      return now.moved(epoch, MemberState.UNREVOKED_PARTITIONS, owned(kept), toRevoke);
    }
    boolean waits = addWhatIsFree(now, kept);
    return now.moved(
        targetEpoch,
        waits ? MemberState.UNRELEASED_PARTITIONS : MemberState.STABLE,
        owned(kept),
        OwnedPartitions.NONE);
  }

  /** Whether some are not free yet. */
  private boolean addWhatIsFree(CurrentAssignment now, Map<Uuid, Map<Integer, Integer>> kept) {
    boolean waits = false;
    for (Map.Entry<Uuid, Set<Integer>> topic : target.partitions().entrySet()) {
      Uuid id = topic.getKey();
      if (!subscribed.test(id)) {
        continue;
      }
      for (int partition : topic.getValue()) {
        if (now.assigned().contains(id, partition)) {
          continue;
        }
        // What it is giving up itself is free for it alone.
        if (owners.isHeld(id, partition) && !now.revoking().contains(id, partition)) {
          waits = true;
        } else {
          kept.computeIfAbsent(id, topicId -> new HashMap<>()).put(partition, targetEpoch);
        }
      }
    }
    return waits;
  }

  /** At the same epoch: what the member no longer reads is taken from it, all else stays. */
  private CurrentAssignment dropUnsubscribed(CurrentAssignment now) {
    Map<Uuid, Map<Integer, Integer>> kept = new HashMap<>(now.assigned().epochs());
    Map<Uuid, Map<Integer, Integer>> revoked = new HashMap<>(now.revoking().epochs());
    now.assigned()
        .epochs()
        .forEach(
            (topic, partitions) -> {
              if (!subscribed.test(topic)) {
                kept.remove(topic);
                Map<Integer, Integer> all = new HashMap<>(now.revoking().of(topic));
                all.putAll(partitions);
                revoked.put(topic, all);
              }
            });
    if (kept.size() == now.assigned().epochs().size()) {
      return now;
    }
    OwnedPartitions toRevoke = owned(revoked);
    return stillHolds(toRevoke)
        ? now.moved(now.epoch(), MemberState.UNREVOKED_PARTITIONS, owned(kept), toRevoke)
        : now.moved(now.epoch(), now.state(), owned(kept), now.revoking());
  }

  private static OwnedPartitions owned(Map<Uuid, Map<Integer, Integer>> epochs) {
    return epochs.isEmpty() ? OwnedPartitions.NONE : new OwnedPartitions(epochs);
  }
}

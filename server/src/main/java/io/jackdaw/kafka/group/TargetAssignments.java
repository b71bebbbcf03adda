package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.Assignee;
import io.jackdaw.kafka.group.consumer.Assignment;
import io.jackdaw.kafka.group.consumer.Assignor;
import io.jackdaw.kafka.group.consumer.Assignors;
import io.jackdaw.kafka.group.consumer.ConsumerMember;
import io.jackdaw.kafka.group.consumer.MemberMetadata;
import io.jackdaw.kafka.group.consumer.ResolvedRegex;
import io.jackdaw.kafka.group.consumer.TopicCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Computes who is to have what, with the assignor that most members of a group ask for. */
final class TargetAssignments {
  private final Assignors assignors;
  private final TopicCatalog topics;

  TargetAssignments(Assignors assignors, TopicCatalog topics) {
    this.assignors = assignors;
    this.topics = topics;
  }

  /**
   * Computes the targets of an epoch.
   *
   * @param member as it is to be, in the place of the one of its id or of {@code replaced}
   * @param replaced id of the static member that it takes the place of
   * @param records takes what changed
   * @return the member's own target
   */
  Assignment compute(
      ConsumerGroup group,
      int epoch,
      ConsumerMember member,
      @Nullable ConsumerMember replaced,
      Map<String, ResolvedRegex> regexes,
      long nowMs,
      List<GroupRecord> records) {
    List<ConsumerMember> members = new ArrayList<>(group.size() + 1);
    boolean placed = false;
    for (ConsumerMember present : group.members()) {
      if (present.id().equals(member.id())
          || (replaced != null && present.id().equals(replaced.id()))) {
        if (!placed) {
          members.add(member);
          placed = true;
        }
      } else {
        members.add(present);
      }
    }
    if (!placed) {
      members.add(member);
    }
    Map<String, Assignment> before = new HashMap<>();
    for (ConsumerMember each : members) {
      before.put(each.id(), group.target(each.id()));
    }
    if (replaced != null) {
      before.put(member.id(), group.target(replaced.id()));
    }
    Map<String, Assignment> targets =
        assignor(members).assign(assignees(members, before, regexes), topics);
    targets.forEach(
        (id, target) -> {
          Assignment last = before.getOrDefault(id, Assignment.NONE);
          // Written for a newcomer too, so that it has all its records.
          if (!target.equals(last) || (id.equals(member.id()) && group.member(id) == null)) {
            records.add(new ConsumerGroupRecord.Target(group.id(), id, target));
          }
        });
    records.add(new ConsumerGroupRecord.TargetEpoch(group.id(), epoch, nowMs));
    return targets.getOrDefault(member.id(), Assignment.NONE);
  }

  /** Name of the assignor in use. */
  String assignorOf(ConsumerGroup group) {
    return assignor(group.members()).name();
  }

  /** The one that most ask for; of equals, that of the first to come. */
  private Assignor assignor(Iterable<ConsumerMember> members) {
    Map<String, Integer> votes = new HashMap<>();
    String chosen = null;
    for (ConsumerMember member : members) {
      String wanted = member.metadata().assignor();
      if (wanted != null) {
        votes.merge(wanted, 1, Integer::sum);
      }
    }
    int most = 0;
    for (ConsumerMember member : members) {
      String wanted = member.metadata().assignor();
      int count = wanted == null ? 0 : votes.getOrDefault(wanted, 0);
      if (count > most) {
        most = count;
        chosen = wanted;
      }
    }
    return chosen == null ? assignors.defaultOne() : assignors.named(chosen);
  }

  private List<Assignee> assignees(
      List<ConsumerMember> members,
      Map<String, Assignment> before,
      Map<String, ResolvedRegex> regexes) {
    List<Assignee> assignees = new ArrayList<>(members.size());
    // Most groups have one subscription: its topics are looked up once.
    Map<Set<String>, Set<Uuid>> known = new HashMap<>();
    for (ConsumerMember member : members) {
      MemberMetadata metadata = member.metadata();
      Set<String> names = metadata.topics();
      ResolvedRegex resolved = metadata.hasRegex() ? regexes.get(metadata.regex()) : null;
      if (resolved != null) {
        names = new HashSet<>(names);
        names.addAll(resolved.topics());
      }
      assignees.add(
          new Assignee(
              member.id(),
              metadata.instanceId(),
              metadata.rackId(),
              known.computeIfAbsent(names, this::ids),
              before.getOrDefault(member.id(), Assignment.NONE)));
    }
    return assignees;
  }

  private Set<Uuid> ids(Set<String> names) {
    Set<Uuid> ids = new HashSet<>();
    for (String name : names) {
      TopicCatalog.Facts facts = topics.find(name);
      if (facts != null) {
        ids.add(facts.id());
      }
    }
    return ids;
  }
}

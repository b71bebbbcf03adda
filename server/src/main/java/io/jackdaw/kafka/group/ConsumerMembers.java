package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.Assignment;
import io.jackdaw.kafka.group.consumer.ConsumerMember;
import io.jackdaw.kafka.group.consumer.CurrentAssignment;
import io.jackdaw.kafka.group.consumer.MemberMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Who a request speaks for: the members of a group by id and by instance id, and who of them must
 * begin anew. Refuses by an ApiException that its caller turns into an answer. Source: KIP-848,
 * KIP-345.
 */
final class ConsumerMembers {
  private static final MemberMetadata NOTHING_SAID =
      new MemberMetadata(null, null, "", "", new TreeSet<>(), "", -1, null, null);

  private ConsumerMembers() {}

  /**
   * @param replaced the static member whose place this one takes
   * @param records that put the new one in the place of the old
   */
  record Found(
      ConsumerMember member, @Nullable ConsumerMember replaced, List<GroupRecord> records) {}

  /** The member that sent this heartbeat, found or new. */
  static Found find(ConsumerGroup group, ConsumerHeartbeat request, String memberId) {
    if (request.instanceId() == null) {
      ConsumerMember member = group.member(memberId);
      if (member == null) {
        if (!request.joins()) {
          throw unknown(group, memberId);
        }
        return fresh(memberId);
      }
      checkEpoch(member, request.memberEpoch(), request.reported());
      return new Found(member, null, List.of());
    }
    ConsumerMember known = group.staticMember(request.instanceId());
    if (!request.joins()) {
      ConsumerMember member = owner(group, memberId, request.instanceId());
      checkEpoch(member, request.memberEpoch(), request.reported());
      return new Found(member, null, List.of());
    }
    if (known == null) {
      return fresh(memberId);
    }
    // Its own id does not help a member that has not said that it goes away.
    if (!known.speaksClassic() && known.epoch() != CurrentAssignment.AWAY) {
      throw Errors.UNRELEASED_INSTANCE_ID.exception(
          ("Static member %s with instance id %s cannot join the group because the instance id is"
                  + " owned by %s member.")
              .formatted(memberId, request.instanceId(), known.id()));
    }
    return replace(group, known, memberId);
  }

  static Found fresh(String memberId) {
    return new Found(
        new ConsumerMember(memberId, NOTHING_SAID, CurrentAssignment.NEW), null, List.of());
  }

  /** Puts a static member that comes back under a new id in its own place. */
  static Found replace(ConsumerGroup group, ConsumerMember known, String memberId) {
    CurrentAssignment last = known.current();
    ConsumerMember successor =
        new ConsumerMember(
            memberId,
            known.metadata(),
            new CurrentAssignment(0, 0, last.state(), last.assigned(), last.revoking()));
    List<GroupRecord> records = new ArrayList<>(removal(group, known.id()));
    records.add(new ConsumerGroupRecord.Metadata(group.id(), memberId, successor.metadata()));
    records.add(new ConsumerGroupRecord.Target(group.id(), memberId, group.target(known.id())));
    records.add(new ConsumerGroupRecord.Current(group.id(), memberId, successor.current()));
    return new Found(successor, known, records);
  }

  static List<GroupRecord> removal(ConsumerGroup group, String memberId) {
    return List.of(
        new ConsumerGroupRecord.Current(group.id(), memberId, null),
        new ConsumerGroupRecord.Target(group.id(), memberId, null),
        new ConsumerGroupRecord.Metadata(group.id(), memberId, null));
  }

  /** The member of this id, which must be the one that the instance id stands for, if there is. */
  static ConsumerMember owner(ConsumerGroup group, String memberId, @Nullable String instanceId) {
    if (instanceId == null) {
      ConsumerMember member = group.member(memberId);
      if (member == null) {
        throw unknown(group, memberId);
      }
      return member;
    }
    ConsumerMember known = group.staticMember(instanceId);
    if (known == null) {
      throw Errors.UNKNOWN_MEMBER_ID.exception("Instance id " + instanceId + " is unknown.");
    }
    if (!known.id().equals(memberId)) {
      throw Errors.FENCED_INSTANCE_ID.exception(
          "Static member %s with instance id %s was fenced by member %s."
              .formatted(memberId, instanceId, known.id()));
    }
    return known;
  }

  private static RuntimeException unknown(ConsumerGroup group, String memberId) {
    return Errors.UNKNOWN_MEMBER_ID.exception(
        "Member %s is not a member of group %s.".formatted(memberId, group.id()));
  }

  private static void checkEpoch(ConsumerMember member, int epoch, @Nullable Assignment reported) {
    if (epoch == ConsumerHeartbeat.JOIN || epoch == member.epoch()) {
      return;
    }
    // The answer that told the member of its new epoch may have been lost.
    boolean late =
        epoch < member.epoch()
            && epoch == member.current().previousEpoch()
            && holdsNoMore(member, reported);
    if (!late) {
      throw Errors.FENCED_MEMBER_EPOCH.exception(
          ("The consumer group member has a %s member epoch (%d) than the one known by the group"
                  + " coordinator (%d). The member must abandon all its partitions and rejoin.")
              .formatted(epoch > member.epoch() ? "greater" : "smaller", epoch, member.epoch()));
    }
  }

  private static boolean holdsNoMore(ConsumerMember member, @Nullable Assignment reported) {
    if (reported == null) {
      return false;
    }
    for (Map.Entry<Uuid, Set<Integer>> topic : reported.partitions().entrySet()) {
      for (int partition : topic.getValue()) {
        if (!member.current().assigned().contains(topic.getKey(), partition)) {
          return false;
        }
      }
    }
    return true;
  }
}

package io.jackdaw.kafka.group;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.protocol.Errors;

/** The shapes that an answer to JoinGroup can have. */
final class JoinReplies {
  private JoinReplies() {}

  static JoinGroupResponseData refused(String memberId, Errors error) {
    return new JoinGroupResponseData()
        .setMemberId(memberId)
        .setProtocolName(null)
        .setErrorCode(error.code());
  }

  /** The current generation, as {@code memberId} is to see it: the leader sees all members. */
  static JoinGroupResponseData generation(ClassicGroup group, String memberId) {
    return seenBy(group, memberId, group.isLeader(memberId));
  }

  /** The current generation for one who is not to assign, whoever leads. */
  static JoinGroupResponseData generationForFollower(ClassicGroup group, String memberId) {
    return seenBy(group, memberId, false);
  }

  private static JoinGroupResponseData seenBy(
      ClassicGroup group, String memberId, boolean withMembers) {
    String leader = group.leader();
    return new JoinGroupResponseData()
        .setMemberId(memberId)
        .setGenerationId(group.generation())
        .setProtocolType(group.protocolType())
        .setProtocolName(group.protocol())
        .setLeader(leader == null ? "" : leader)
        .setMembers(withMembers ? members(group) : List.of());
  }

  private static List<JoinGroupResponseMember> members(ClassicGroup group) {
    String protocol = group.protocol();
    List<JoinGroupResponseMember> members = new ArrayList<>(group.size());
    for (Member member : group.members()) {
      members.add(
          new JoinGroupResponseMember()
              .setMemberId(member.id())
              .setGroupInstanceId(member.instanceId())
              .setMetadata(member.metadata(protocol == null ? "" : protocol)));
    }
    return members;
  }
}

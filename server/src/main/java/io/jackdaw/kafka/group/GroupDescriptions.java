package io.jackdaw.kafka.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.protocol.Errors;

/** Shows groups as DescribeGroups and ListGroups have them. */
final class GroupDescriptions {
  /** As Apache Kafka spells it in ListGroups. */
  static final String CLASSIC = "classic";

  private final GroupTable groups;

  GroupDescriptions(GroupTable groups) {
    this.groups = groups;
  }

  /** A group that does not exist is Dead, with GROUP_ID_NOT_FOUND. */
  DescribedGroup describe(String groupId) {
    ClassicGroup group = groups.find(groupId);
    if (group == null) {
      return new DescribedGroup()
          .setGroupId(groupId)
          .setGroupState(GroupPhase.DEAD.kafkaName())
          .setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())
          .setErrorMessage("Group " + groupId + " not found.");
    }
    String type = group.protocolType();
    DescribedGroup described =
        new DescribedGroup()
            .setGroupId(groupId)
            .setGroupState(group.phase().kafkaName())
            .setProtocolType(type == null ? "" : type);
    String protocol = group.is(GroupPhase.STABLE) ? group.protocol() : null;
    if (protocol != null) {
      described.setProtocolData(protocol);
    }
    List<DescribedGroupMember> members = new ArrayList<>(group.size());
    for (Member member : group.members()) {
      DescribedGroupMember shown =
          new DescribedGroupMember()
              .setMemberId(member.id())
              .setGroupInstanceId(member.instanceId())
              .setClientId(member.clientId())
              .setClientHost(member.clientHost())
              .setMemberAssignment(member.assignment());
      if (protocol != null) {
        shown.setMemberMetadata(member.metadata(protocol));
      }
      members.add(shown);
    }
    return described.setMembers(members);
  }

  /** Groups in one of these states and of one of these types, case ignored; empty means any. */
  List<ListedGroup> list(Set<String> states, Set<String> types) {
    Set<String> wantedStates = lowerCase(states);
    boolean classicWanted = types.isEmpty() || lowerCase(types).contains(CLASSIC);
    List<ListedGroup> listed = new ArrayList<>();
    for (ClassicGroup group : groups.all()) {
      String state = group.phase().kafkaName();
      if (classicWanted
          && (states.isEmpty() || wantedStates.contains(state.toLowerCase(Locale.ROOT)))) {
        String type = group.protocolType();
        listed.add(
            new ListedGroup()
                .setGroupId(group.id())
                .setProtocolType(type == null ? "" : type)
                .setGroupState(state)
                .setGroupType(CLASSIC));
      }
    }
    return listed;
  }

  private static Set<String> lowerCase(Set<String> names) {
    return names.stream()
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}

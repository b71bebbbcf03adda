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
  private final ConsumerDescriptions consumerGroups;
  private final ShareDescriptions shareGroups;

  GroupDescriptions(
      GroupTable groups, ConsumerDescriptions consumerGroups, ShareDescriptions shareGroups) {
    this.groups = groups;
    this.consumerGroups = consumerGroups;
    this.shareGroups = shareGroups;
  }

  /** A group that does not exist is Dead, with GROUP_ID_NOT_FOUND. */
  DescribedGroup describe(String groupId) {
    ClassicGroup group = groups.find(groupId);
    if (group == null) {
      return new DescribedGroup()
          .setGroupId(groupId)
          .setGroupState(GroupPhase.DEAD.kafkaName())
          .setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())
          .setErrorMessage(
              groups.exists(groupId)
                  ? "Group " + groupId + " is not a classic group."
                  : "Group " + groupId + " not found.");
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
    if (classicWanted) {
      groups.all().forEach(group -> listed.add(listed(group)));
    }
    if (types.isEmpty() || lowerCase(types).contains(ConsumerDescriptions.CONSUMER)) {
      groups.allConsumer().forEach(group -> listed.add(consumerGroups.listed(group)));
    }
    if (types.isEmpty() || lowerCase(types).contains(ShareDescriptions.SHARE)) {
      groups.allShare().forEach(group -> listed.add(shareGroups.listed(group)));
    }
    listed.removeIf(
        group ->
            !states.isEmpty()
                && !wantedStates.contains(group.groupState().toLowerCase(Locale.ROOT)));
    return listed;
  }

  private static ListedGroup listed(ClassicGroup group) {
    String type = group.protocolType();
    return new ListedGroup()
        .setGroupId(group.id())
        .setProtocolType(type == null ? "" : type)
        .setGroupState(group.phase().kafkaName())
        .setGroupType(CLASSIC);
  }

  private static Set<String> lowerCase(Set<String> names) {
    return names.stream()
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}

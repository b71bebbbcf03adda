package io.jackdaw.cli.apache;

import io.jackdaw.cli.output.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.ShareMemberDescription;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * {@code kafka-share-groups.sh --describe}: offsets, members or state of share groups in that
 * tool's columns. Scripts cut these by position, so names, order and least widths of columns are
 * the original's.
 */
final class DescribedShareGroups {
  private static final String ABSENT = "-";
  private static final int LEAST_WIDTH = 15;
  private static final int COORDINATOR_WIDTH = 25;

  private final Admin admin;
  private final Progress progress;
  private final boolean verbose;

  DescribedShareGroups(Admin admin, Progress progress, boolean verbose) {
    this.admin = admin;
    this.progress = progress;
    this.verbose = verbose;
  }

  void print(Collection<String> groups, boolean members, boolean state) {
    Map<String, ShareGroupDescription> described =
        new TreeMap<>(progress.await("describing groups", admin.describeShareGroups(groups).all()));
    for (ShareGroupDescription group : described.values()) {
      if (state) {
        printState(group);
      } else if (members) {
        printMembers(group);
      } else {
        printOffsets(group);
      }
    }
  }

  private void printOffsets(ShareGroupDescription group) {
    Map<TopicPartition, SharePartitionOffsetInfo> offsets =
        new TreeMap<>(
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
    offsets.putAll(
        progress.await(
            "reading offsets of " + group.groupId(),
            admin
                .listShareGroupOffsets(Map.of(group.groupId(), new ListShareGroupOffsetsSpec()))
                .partitionsToOffsetInfo(group.groupId())));
    if (offsets.isEmpty()) {
      System.out.println("\nShare group '" + group.groupId() + "' has no offset information.");
      return;
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(cells("GROUP", "TOPIC", "PARTITION", "LEADER-EPOCH", "START-OFFSET", "LAG"));
    offsets.forEach(
        (partition, info) -> {
          Optional<SharePartitionOffsetInfo> known = Optional.ofNullable(info);
          lines.add(
              cells(
                  group.groupId(),
                  partition.topic(),
                  String.valueOf(partition.partition()),
                  known
                      .flatMap(SharePartitionOffsetInfo::leaderEpoch)
                      .map(String::valueOf)
                      .orElse(ABSENT),
                  known
                      .map(SharePartitionOffsetInfo::startOffset)
                      .map(String::valueOf)
                      .orElse(ABSENT),
                  known
                      .flatMap(SharePartitionOffsetInfo::lag)
                      .map(String::valueOf)
                      .orElse(ABSENT)));
        });
    print(
        lines,
        "\n"
            + column(lines, 0)
            + " "
            + column(lines, 1)
            + " %-10s "
            + (verbose ? "%-13s " : "")
            + "%-13s %s");
  }

  private List<String> cells(
      String group, String topic, String partition, String epoch, String start, String lag) {
    return verbose
        ? List.of(group, topic, partition, epoch, start, lag)
        : List.of(group, topic, partition, start, lag);
  }

  private void printMembers(ShareGroupDescription group) {
    if (group.members().isEmpty()) {
      System.err.println("\nShare group '" + group.groupId() + "' has no active members.");
      return;
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        memberCells(
            "GROUP",
            "CONSUMER-ID",
            "HOST",
            "CLIENT-ID",
            "#PARTITIONS",
            "MEMBER-EPOCH",
            "ASSIGNMENT"));
    for (ShareMemberDescription member : group.members()) {
      lines.add(
          memberCells(
              group.groupId(),
              member.consumerId(),
              member.host(),
              member.clientId(),
              String.valueOf(member.assignment().topicPartitions().size()),
              String.valueOf(member.memberEpoch()),
              assignment(member.assignment().topicPartitions())));
    }
    print(
        lines,
        "\n"
            + column(lines, 0)
            + " "
            + column(lines, 1)
            + " "
            + column(lines, 2)
            + " "
            + column(lines, 3)
            + " %-12s "
            + (verbose ? "%-13s " : "")
            + "%s");
  }

  private List<String> memberCells(
      String group,
      String member,
      String host,
      String client,
      String partitions,
      String epoch,
      String assignment) {
    return verbose
        ? List.of(group, member, host, client, partitions, epoch, assignment)
        : List.of(group, member, host, client, partitions, assignment);
  }

  private static String assignment(Collection<TopicPartition> partitions) {
    Map<String, TreeSet<Integer>> byTopic = new TreeMap<>();
    partitions.forEach(
        partition ->
            byTopic
                .computeIfAbsent(partition.topic(), topic -> new TreeSet<>())
                .add(partition.partition()));
    return byTopic.entrySet().stream()
        .map(
            topic ->
                topic.getKey()
                    + ":"
                    + topic.getValue().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(",")))
        .collect(Collectors.joining(";"));
  }

  private void printState(ShareGroupDescription group) {
    Node node = group.coordinator();
    String coordinator = node.host() + ":" + node.port() + "  (" + node.idString() + ")";
    List<List<String>> lines = new ArrayList<>();
    GroupState state = group.groupState();
    if (verbose) {
      lines.add(
          List.of(
              "GROUP", "COORDINATOR (ID)", "STATE", "GROUP-EPOCH", "ASSIGNMENT-EPOCH", "#MEMBERS"));
      lines.add(
          List.of(
              group.groupId(),
              coordinator,
              state.toString(),
              String.valueOf(group.groupEpoch()),
              String.valueOf(group.targetAssignmentEpoch()),
              String.valueOf(group.members().size())));
    } else {
      lines.add(List.of("GROUP", "COORDINATOR (ID)", "STATE", "#MEMBERS"));
      lines.add(
          List.of(
              group.groupId(),
              coordinator,
              state.toString(),
              String.valueOf(group.members().size())));
    }
    print(
        lines,
        "\n"
            + column(lines, 0)
            + " "
            + column(lines, 1, COORDINATOR_WIDTH)
            + " %-15s "
            + (verbose ? "%-12s %-17s " : "")
            + "%s");
  }

  private static String column(List<List<String>> lines, int index) {
    return column(lines, index, LEAST_WIDTH);
  }

  private static String column(List<List<String>> lines, int index, int least) {
    int width = lines.stream().mapToInt(line -> line.get(index).length()).reduce(least, Math::max);
    return "%-" + width + "s";
  }

  private static void print(List<List<String>> lines, String format) {
    lines.forEach(line -> System.out.printf(format, line.toArray()));
    System.out.println();
  }
}

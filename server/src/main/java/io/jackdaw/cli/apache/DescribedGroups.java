package io.jackdaw.cli.apache;

import io.jackdaw.cli.kafka.GroupOffsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * {@code kafka-consumer-groups.sh --describe}: offsets, members or state of groups in that tool's
 * columns. Scripts cut these by position, so names, order and least widths of columns are the
 * original's.
 */
final class DescribedGroups {
  private static final String ABSENT = "-";
  private static final int LEAST_WIDTH = 15;

  private final GroupOffsets view;
  private final boolean verbose;

  DescribedGroups(GroupOffsets view, boolean verbose) {
    this.view = view;
    this.verbose = verbose;
  }

  void print(Collection<String> groups, boolean members, boolean state) {
    TreeMap<String, ConsumerGroupDescription> described = new TreeMap<>();
    groups.forEach(group -> described.put(group, view.describe(group)));
    for (ConsumerGroupDescription group : described.values()) {
      if (state) {
        printState(group);
      } else if (members) {
        printMembers(group);
      } else {
        printOffsets(group);
      }
    }
  }

  private void printOffsets(ConsumerGroupDescription group) {
    List<GroupOffsets.Row> rows = view.rows(group);
    if (!alive(group) || rows.isEmpty()) {
      return;
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        offsetCells(
            "GROUP",
            "TOPIC",
            "PARTITION",
            "LEADER-EPOCH",
            "CURRENT-OFFSET",
            "LOG-END-OFFSET",
            "LAG",
            "CONSUMER-ID",
            "HOST",
            "CLIENT-ID"));
    for (GroupOffsets.Row row : rows) {
      TopicPartition partition = row.partition();
      var committed = row.committed();
      MemberDescription member = row.member();
      lines.add(
          offsetCells(
              row.group(),
              partition == null ? ABSENT : partition.topic(),
              partition == null ? ABSENT : String.valueOf(partition.partition()),
              committed == null
                  ? ABSENT
                  : committed.leaderEpoch().map(String::valueOf).orElse(ABSENT),
              committed == null ? ABSENT : String.valueOf(committed.offset()),
              text(row.logEnd()),
              text(row.lag()),
              member == null ? ABSENT : member.consumerId(),
              member == null ? ABSENT : member.host(),
              member == null ? ABSENT : member.clientId()));
    }
    String format =
        "\n"
            + column(lines, 0)
            + " "
            + column(lines, 1)
            + " %-10s "
            + (verbose ? "%-15s " : "")
            + "%-15s %-15s %-15s "
            + column(lines, verbose ? 7 : 6)
            + " "
            + column(lines, verbose ? 8 : 7)
            + " %s";
    lines.forEach(line -> System.out.printf(format, line.toArray()));
    System.out.println();
  }

  private List<String> offsetCells(
      String group,
      String topic,
      String partition,
      String epoch,
      String offset,
      String end,
      String lag,
      String consumer,
      String host,
      String client) {
    return verbose
        ? List.of(group, topic, partition, epoch, offset, end, lag, consumer, host, client)
        : List.of(group, topic, partition, offset, end, lag, consumer, host, client);
  }

  private void printMembers(ConsumerGroupDescription group) {
    if (!alive(group) || group.members().isEmpty()) {
      return;
    }
    boolean named =
        group.members().stream().anyMatch(member -> member.groupInstanceId().isPresent());
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        memberCells(
            named,
            "GROUP",
            "CONSUMER-ID",
            "GROUP-INSTANCE-ID",
            "HOST",
            "CLIENT-ID",
            "#PARTITIONS",
            "CURRENT-EPOCH",
            "CURRENT-ASSIGNMENT",
            "TARGET-EPOCH",
            "TARGET-ASSIGNMENT"));
    for (MemberDescription member : group.members()) {
      lines.add(
          memberCells(
              named,
              group.groupId(),
              member.consumerId(),
              member.groupInstanceId().orElse(""),
              member.host(),
              member.clientId(),
              String.valueOf(member.assignment().topicPartitions().size()),
              member.memberEpoch().map(String::valueOf).orElse(ABSENT),
              assignment(member.assignment().topicPartitions()),
              group.targetAssignmentEpoch().map(String::valueOf).orElse(ABSENT),
              member
                  .targetAssignment()
                  .map(target -> assignment(target.topicPartitions()))
                  .orElse(ABSENT)));
    }
    int columns = named ? 5 : 4;
    StringBuilder format = new StringBuilder("\n");
    for (int each = 0; each < columns; each++) {
      format.append(column(lines, each)).append(' ');
    }
    format.append("%-15s ");
    if (verbose) {
      format
          .append("%-15s ")
          .append(column(lines, columns + 2))
          .append(" %-15s ")
          .append(column(lines, columns + 4));
    }
    lines.forEach(line -> System.out.printf(format.toString(), line.toArray()));
    System.out.println();
  }

  private List<String> memberCells(boolean named, String... cells) {
    List<String> kept = new ArrayList<>(List.of(cells));
    if (!verbose) {
      kept.subList(6, kept.size()).clear();
    }
    if (!named) {
      kept.remove(2);
    }
    return kept;
  }

  private void printState(ConsumerGroupDescription group) {
    if (!alive(group)) {
      return;
    }
    Node node = group.coordinator();
    String coordinator = node.host() + ":" + node.port() + "  (" + node.idString() + ")";
    String assignor = group.partitionAssignor().isEmpty() ? ABSENT : group.partitionAssignor();
    String members = String.valueOf(group.members().size());
    String format =
        "\n%-"
            + Math.max(LEAST_WIDTH, group.groupId().length())
            + "s %-"
            + Math.max(25, coordinator.length())
            + "s %-20s %-20s "
            + (verbose ? "%-15s %-25s " : "")
            + "%s";
    if (verbose) {
      System.out.printf(
          format,
          "GROUP",
          "COORDINATOR (ID)",
          "ASSIGNMENT-STRATEGY",
          "STATE",
          "GROUP-EPOCH",
          "TARGET-ASSIGNMENT-EPOCH",
          "#MEMBERS");
      System.out.printf(
          format,
          group.groupId(),
          coordinator,
          assignor,
          group.groupState(),
          group.groupEpoch().map(String::valueOf).orElse(ABSENT),
          group.targetAssignmentEpoch().map(String::valueOf).orElse(ABSENT),
          members);
    } else {
      System.out.printf(
          format, "GROUP", "COORDINATOR (ID)", "ASSIGNMENT-STRATEGY", "STATE", "#MEMBERS");
      System.out.printf(
          format, group.groupId(), coordinator, assignor, group.groupState(), members);
    }
    System.out.println();
  }

  /**
   * Says on standard error what a reader should know about the group's state; false if there is no
   * such group.
   */
  private static boolean alive(ConsumerGroupDescription group) {
    GroupState state = group.groupState();
    if (state == GroupState.DEAD) {
      System.out.println("\nError: Consumer group '" + group.groupId() + "' does not exist.");
      return false;
    }
    if (state == GroupState.EMPTY) {
      System.err.println("\nConsumer group '" + group.groupId() + "' has no active members.");
    } else if (state != GroupState.STABLE) {
      System.err.println("\nWarning: Consumer group '" + group.groupId() + "' is rebalancing.");
    }
    return true;
  }

  /** {@code topic:0,1;other:2}, or {@code -}. */
  static String assignment(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return ABSENT;
    }
    TreeMap<String, TreeSet<Integer>> byTopic = new TreeMap<>();
    partitions.forEach(
        each -> byTopic.computeIfAbsent(each.topic(), _ -> new TreeSet<>()).add(each.partition()));
    return byTopic.entrySet().stream()
        .map(
            entry ->
                entry.getKey()
                    + ":"
                    + entry.getValue().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(",")))
        .collect(Collectors.joining(";"));
  }

  private static String column(List<List<String>> lines, int index) {
    int width =
        Math.max(
            LEAST_WIDTH, lines.stream().mapToInt(line -> line.get(index).length()).max().orElse(0));
    return "%-" + width + "s";
  }

  private static String text(@Nullable Long number) {
    return number == null ? ABSENT : number.toString();
  }
}

package io.jackdaw.cli.apache;

import io.jackdaw.cli.kafka.GroupOffsets;
import io.jackdaw.cli.kafka.LogOffsets;
import io.jackdaw.cli.kafka.OffsetReset;
import io.jackdaw.cli.output.Progress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DeleteConsumerGroupOffsetsResult;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** {@code kafka-consumer-groups.sh --reset-offsets} and {@code --delete-offsets}. */
final class GroupReset {
  private final Admin admin;
  private final GroupOffsets view;
  private final Progress progress;
  private final ResetFlags flags;
  private final LogOffsets logs;

  GroupReset(Admin admin, GroupOffsets view, Progress progress, ResetFlags flags) {
    this.admin = admin;
    this.view = view;
    this.progress = progress;
    this.flags = flags;
    this.logs = new LogOffsets(admin, progress);
  }

  /**
   * @return whether every group could be reset
   */
  boolean run(Collection<String> groups, List<String> topics, boolean allTopics, boolean single) {
    Map<String, Map<TopicPartition, OffsetAndMetadata>> planned = new TreeMap<>();
    boolean all = true;
    for (String group : groups) {
      GroupState state = state(group);
      if (state == GroupState.EMPTY || state == GroupState.DEAD) {
        Map<TopicPartition, OffsetAndMetadata> committed = view.committed(group);
        Collection<TopicPartition> scope = allTopics ? committed.keySet() : logs.partitions(topics);
        planned.put(
            group, new OffsetReset(logs, System.err).plan(flags.target(group), scope, committed));
      } else {
        System.out.println(
            "\nError: Assignments can only be reset if the group '"
                + group
                + "' is inactive, but the current state is "
                + state
                + ".");
        planned.put(group, Map.of());
        all = false;
      }
    }
    if (flags.execute) {
      planned.forEach(
          (group, offsets) -> {
            if (!offsets.isEmpty()) {
              progress.await(
                  "setting offsets", admin.alterConsumerGroupOffsets(group, offsets).all());
            }
          });
    }
    if (flags.export) {
      exported(planned, single);
    } else {
      print(planned);
    }
    return all;
  }

  private GroupState state(String group) {
    try {
      return view.describe(group).groupState();
    } catch (GroupIdNotFoundException newGroup) {
      return GroupState.DEAD;
    }
  }

  private static void print(Map<String, Map<TopicPartition, OffsetAndMetadata>> planned) {
    int groupWidth =
        Math.max(15, planned.keySet().stream().mapToInt(String::length).max().orElse(0));
    int topicWidth =
        Math.max(
            15,
            planned.values().stream()
                .flatMap(each -> each.keySet().stream())
                .mapToInt(p -> p.topic().length())
                .max()
                .orElse(0));
    String format = "%n%-" + groupWidth + "s %-" + topicWidth + "s %-10s %s";
    System.out.printf(format, "GROUP", "TOPIC", "PARTITION", "NEW-OFFSET");
    planned.forEach(
        (group, offsets) ->
            offsets.forEach(
                (partition, offset) ->
                    System.out.printf(
                        format, group, partition.topic(), partition.partition(), offset.offset())));
    System.out.println();
  }

  private static void exported(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> planned, boolean single) {
    planned.forEach(
        (group, offsets) ->
            offsets.forEach(
                (partition, offset) ->
                    System.out.println(
                        (single ? "" : group + ",")
                            + partition.topic()
                            + ","
                            + partition.partition()
                            + ","
                            + offset.offset())));
    System.out.println();
  }

  /**
   * @return whether all offsets are gone
   */
  static boolean deleteOffsets(Admin admin, Progress progress, String group, List<String> topics) {
    List<TopicPartition> partitions = new LogOffsets(admin, progress).partitions(topics);
    DeleteConsumerGroupOffsetsResult result =
        admin.deleteConsumerGroupOffsets(group, new HashSet<>(partitions));
    boolean all = true;
    try {
      progress.await("deleting offsets", result.all());
      System.out.println("Request succeeded for deleting offsets from group " + group + ".");
    } catch (KafkaException e) {
      all = false;
      System.out.println(
          "\nError: Encountered some partition-level error, see the follow-up details.");
    }
    int width =
        Math.max(15, partitions.stream().mapToInt(each -> each.topic().length()).max().orElse(0));
    String format = "%n%-" + width + "s %-10s %-15s";
    System.out.printf(format, "TOPIC", "PARTITION", "STATUS");
    for (TopicPartition partition : partitions) {
      String status = "Successful";
      try {
        progress.await("deleting offsets", result.partitionResult(partition));
      } catch (KafkaException | IllegalArgumentException e) {
        status = "Error: " + e.getMessage();
      }
      System.out.printf(format, partition.topic(), partition.partition(), status);
    }
    System.out.println();
    return all;
  }
}

package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What consumer groups have read: committed offsets, ends of the logs, lag, and who reads which
 * partition.
 */
public final class GroupOffsets {
  private final Admin admin;
  private final Progress progress;
  private final LogOffsets logs;

  public GroupOffsets(Admin admin, Progress progress) {
    this.admin = admin;
    this.progress = progress;
    this.logs = new LogOffsets(admin, progress);
  }

  /**
   * One partition of a group.
   *
   * @param committed committed offset; null if there is none
   * @param logEnd log end offset; null if the partition has no leader or is gone
   * @param member the member that reads it; null if nobody does
   */
  public record Row(
      String group,
      @Nullable TopicPartition partition,
      @Nullable OffsetAndMetadata committed,
      @Nullable Long logEnd,
      @Nullable MemberDescription member) {

    /** How many records are still to be read; null if unknown. */
    public @Nullable Long lag() {
      return committed == null || logEnd == null ? null : Long.valueOf(logEnd - committed.offset());
    }
  }

  /** Ids of all consumer groups, sorted. */
  public List<String> groupIds() {
    return listings(ListGroupsOptions.forConsumerGroups()).stream()
        .map(GroupListing::groupId)
        .sorted()
        .toList();
  }

  public Collection<GroupListing> listings(ListGroupsOptions options) {
    return progress.await("listing groups", admin.listGroups(options).all());
  }

  public ConsumerGroupDescription describe(String group) {
    return progress.await(
        "asking for group " + group,
        Objects.requireNonNull(
            admin.describeConsumerGroups(List.of(group)).describedGroups().get(group)));
  }

  public Map<TopicPartition, OffsetAndMetadata> committed(String group) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        new TreeMap<>(
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
    progress
        .await(
            "reading committed offsets",
            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                committed.put(partition, offset);
              }
            });
    return committed;
  }

  /** Rows of members first, the busiest member first; then partitions that nobody reads. */
  public List<Row> rows(ConsumerGroupDescription group) {
    Map<TopicPartition, OffsetAndMetadata> committed = committed(group.groupId());
    Set<TopicPartition> all = new HashSet<>(committed.keySet());
    group.members().forEach(member -> all.addAll(member.assignment().topicPartitions()));
    Map<TopicPartition, Long> ends = logs.ends(all);
    List<Row> rows = new ArrayList<>();
    Set<TopicPartition> assigned = new HashSet<>();
    group.members().stream()
        .sorted(
            Comparator.comparingInt(
                (MemberDescription m) -> -m.assignment().topicPartitions().size()))
        .forEach(
            member ->
                sorted(member.assignment().topicPartitions())
                    .forEach(
                        partition -> {
                          assigned.add(partition);
                          rows.add(row(group, partition, committed, ends, member));
                        }));
    committed.keySet().stream()
        .filter(partition -> !assigned.contains(partition))
        .forEach(partition -> rows.add(row(group, partition, committed, ends, null)));
    return rows;
  }

  private static Row row(
      ConsumerGroupDescription group,
      TopicPartition partition,
      Map<TopicPartition, OffsetAndMetadata> committed,
      Map<TopicPartition, Long> ends,
      @Nullable MemberDescription member) {
    return new Row(
        group.groupId(), partition, committed.get(partition), ends.get(partition), member);
  }

  private static List<TopicPartition> sorted(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .sorted(
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition))
        .toList();
  }
}

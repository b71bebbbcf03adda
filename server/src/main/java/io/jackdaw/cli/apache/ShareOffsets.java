package io.jackdaw.cli.apache;

import io.jackdaw.cli.output.Progress;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DeleteShareGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** {@code kafka-share-groups.sh --reset-offsets} and {@code --delete-offsets}. */
final class ShareOffsets {
  private static final int LEAST_WIDTH = 15;
  private static final Comparator<TopicPartition> IN_ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

  private final Admin admin;
  private final Progress progress;

  ShareOffsets(Admin admin, Progress progress) {
    this.admin = admin;
    this.progress = progress;
  }

  /**
   * @param topics with or without partitions; empty for all that the group has offsets for
   * @param timestampMs to reset to; null for the earliest or the latest offset
   */
  void reset(
      String group,
      Collection<String> topics,
      boolean earliest,
      @Nullable Long timestampMs,
      boolean execute) {
    Collection<TopicPartition> partitions =
        topics.isEmpty()
            ? progress
                .await(
                    "reading offsets of " + group,
                    admin
                        .listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                        .partitionsToOffsetInfo(group))
                .keySet()
            : partitions(topics);
    Map<TopicPartition, Long> offsets = new TreeMap<>(IN_ORDER);
    offsets.putAll(offsets(partitions, spec(earliest, timestampMs)));
    if (execute) {
      progress.await(
          "resetting offsets of " + group, admin.alterShareGroupOffsets(group, offsets).all());
    }
    int width = Math.max(LEAST_WIDTH, group.length());
    int topicWidth =
        offsets.keySet().stream()
            .mapToInt(partition -> partition.topic().length())
            .reduce(LEAST_WIDTH, Math::max);
    String format = "%n%-" + width + "s %-" + topicWidth + "s %-10s %-15s";
    System.out.printf(format, "GROUP", "TOPIC", "PARTITION", "NEW-OFFSET");
    offsets.forEach(
        (partition, offset) ->
            System.out.printf(format, group, partition.topic(), partition.partition(), offset));
    System.out.println();
  }

  private static OffsetSpec spec(boolean earliest, @Nullable Long timestampMs) {
    if (timestampMs != null) {
      return OffsetSpec.forTimestamp(timestampMs);
    }
    return earliest ? OffsetSpec.earliest() : OffsetSpec.latest();
  }

  private Collection<TopicPartition> partitions(Collection<String> topics) {
    Set<TopicPartition> partitions = new HashSet<>();
    for (String topic : topics) {
      String[] parts = topic.split(":", 2);
      if (parts.length == 2) {
        for (String index : parts[1].split(",")) {
          partitions.add(new TopicPartition(parts[0], Integer.parseInt(index.strip())));
        }
      } else {
        progress
            .await(
                "looking up topic " + topic, admin.describeTopics(List.of(topic)).allTopicNames())
            .values()
            .forEach(
                described ->
                    described
                        .partitions()
                        .forEach(
                            info -> partitions.add(new TopicPartition(topic, info.partition()))));
      }
    }
    return partitions;
  }

  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec spec) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, spec));
    Map<TopicPartition, ListOffsetsResultInfo> found =
        progress.await("looking up offsets", admin.listOffsets(wanted).all());
    Map<TopicPartition, OffsetSpec> beyond = new HashMap<>();
    found.forEach(
        (partition, info) -> {
          if (info.offset() < 0) {
            beyond.put(partition, OffsetSpec.latest());
          } else {
            offsets.put(partition, info.offset());
          }
        });
    if (!beyond.isEmpty()) {
      progress
          .await("looking up offsets", admin.listOffsets(beyond).all())
          .forEach((partition, info) -> offsets.put(partition, info.offset()));
    }
    return offsets;
  }

  /** Whether all could be deleted. */
  boolean delete(String group, Set<String> topics) {
    DeleteShareGroupOffsetsResult result = admin.deleteShareGroupOffsets(group, topics);
    String format =
        "%n%-" + topics.stream().mapToInt(String::length).reduce(LEAST_WIDTH, Math::max) + "s %s";
    boolean all = true;
    String refusal = refusal(result);
    if (refusal != null) {
      System.out.println("\nError: " + refusal);
    }
    System.out.printf(format, "TOPIC", "STATUS");
    for (String topic : topics) {
      String status = "Successful";
      try {
        progress.await("deleting offsets of " + topic, result.topicResult(topic));
      } catch (KafkaException failure) {
        status = "Error: " + failure.getMessage();
        all = false;
      }
      System.out.printf(format, topic, status);
    }
    System.out.println();
    return all;
  }

  /** Why all of it was refused; null if it was not, even if some topics were. */
  private @Nullable String refusal(DeleteShareGroupOffsetsResult result) {
    try {
      progress.await("deleting offsets", result.all());
      return null;
    } catch (UnknownTopicOrPartitionException | TopicAuthorizationException ofTopics) {
      return null;
    } catch (KafkaException failure) {
      return failure.getMessage();
    }
  }
}

package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Offsets that a log itself knows: its start, its end, and where a point in time lies. */
public final class LogOffsets {
  private static final long UNKNOWN = -1;

  private final Admin admin;
  private final Progress progress;

  public LogOffsets(Admin admin, Progress progress) {
    this.admin = admin;
    this.progress = progress;
  }

  /** Log start offsets of partitions that exist and have a leader. */
  public Map<TopicPartition, Long> starts(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.earliest());
  }

  /**
   * Log end offsets of partitions that exist and have a leader; others are missing from the map.
   */
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.latest());
  }

  /**
   * First offsets with at least that timestamp; a partition without such a record is missing from
   * the map.
   */
  public Map<TopicPartition, Long> at(Collection<TopicPartition> partitions, long timestampMs) {
    return offsets(partitions, OffsetSpec.forTimestamp(timestampMs));
  }

  public Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
    List<TopicPartition> led = led(partitions);
    if (led.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Map<TopicPartition, ListOffsetsResultInfo> answers =
        progress.await(
            "asking for offsets",
            admin
                .listOffsets(led.stream().collect(Collectors.toMap(each -> each, each -> spec)))
                .all());
    answers.forEach(
        (partition, answer) -> {
          if (answer.offset() != UNKNOWN) {
            offsets.put(partition, answer.offset());
          }
        });
    return offsets;
  }

  /** {@code topic} means all its partitions, {@code topic:0,2} some of them. */
  public List<TopicPartition> partitions(List<String> arguments) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String argument : arguments) {
      int colon = argument.indexOf(':');
      if (colon < 0) {
        describe(argument)
            .partitions()
            .forEach(each -> partitions.add(new TopicPartition(argument, each.partition())));
      } else {
        for (String number : argument.substring(colon + 1).split(",")) {
          partitions.add(
              new TopicPartition(argument.substring(0, colon), partition(number, argument)));
        }
      }
    }
    return partitions;
  }

  public TopicDescription describe(String topic) {
    return progress.await(
        "asking for topic " + topic,
        Objects.requireNonNull(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)));
  }

  private List<TopicPartition> led(Collection<TopicPartition> partitions) {
    List<TopicPartition> led = new ArrayList<>();
    for (String topic :
        partitions.stream()
            .map(TopicPartition::topic)
            .collect(Collectors.toCollection(TreeSet::new))) {
      try {
        describe(topic).partitions().stream()
            .filter(each -> each.leader() != null && !each.leader().isEmpty())
            .map(each -> new TopicPartition(topic, each.partition()))
            .filter(partitions::contains)
            .forEach(led::add);
      } catch (UnknownTopicOrPartitionException gone) {
        // A deleted topic leaves committed offsets behind; it has no end to compare them with.
      }
    }
    return led;
  }

  private static int partition(String number, String argument) {
    try {
      return Integer.parseInt(number.strip());
    } catch (NumberFormatException e) {
      throw new Failure(
          "Invalid partition '" + number + "' specified in topic arg '" + argument + "'",
          "Write TOPIC or TOPIC:0,1,2.",
          e);
    }
  }
}

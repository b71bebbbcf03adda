package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.time.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Where a group should go on reading: plans new committed offsets, kept within each log's start and
 * end.
 */
public final class OffsetReset {
  /** How the new offset of a partition is found. */
  public sealed interface Target {
    /** At the log start offset. */
    record ToEarliest() implements Target {}

    /** At the log end offset. */
    record ToLatest() implements Target {}

    /** Where the group is, or at the log end if it has read nothing. */
    record ToCurrent() implements Target {}

    /** At one offset in all partitions. */
    record ToOffset(long offset) implements Target {}

    /** Forward or, if negative, back from where the group is. */
    record ShiftBy(long records) implements Target {}

    /** At the first record of that time or later; at the end if there is none. */
    record ToTimestamp(long timestampMs) implements Target {}

    /** At the offsets of a plan, as {@link #readPlan} reads it. */
    record ToPlan(Map<TopicPartition, Long> offsets) implements Target {}

    /** At the first record that is no older than this. */
    static Target before(Duration age, Clock clock) {
      return new ToTimestamp(clock.wallMs() - age.toMillis());
    }
  }

  private final LogOffsets logs;
  private final PrintStream err;

  public OffsetReset(LogOffsets logs, PrintStream err) {
    this.logs = logs;
    this.err = err;
  }

  /** New offsets, sorted by partition. Nothing is written. */
  public Map<TopicPartition, OffsetAndMetadata> plan(
      Target target,
      Collection<TopicPartition> partitions,
      Map<TopicPartition, OffsetAndMetadata> committed) {
    Collection<TopicPartition> scope =
        target instanceof Target.ToPlan plan ? plan.offsets().keySet() : partitions;
    Map<TopicPartition, Long> starts = logs.starts(scope);
    Map<TopicPartition, Long> ends = logs.ends(scope);
    Map<TopicPartition, Long> found =
        target instanceof Target.ToTimestamp to ? logs.at(scope, to.timestampMs()) : Map.of();
    Map<TopicPartition, OffsetAndMetadata> planned =
        new TreeMap<>(
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
    for (TopicPartition partition : scope) {
      Long start = starts.get(partition);
      Long end = ends.get(partition);
      if (start == null || end == null) {
        throw new UnknownTopicOrPartitionException(
            "The partitions \"" + partition + "\" do not exist or have no leader");
      }
      OffsetAndMetadata current = committed.get(partition);
      long offset =
          switch (target) {
            case Target.ToEarliest _ -> start;
            case Target.ToLatest _ -> end;
            case Target.ToCurrent _ -> current == null ? end : current.offset();
            case Target.ToOffset to -> to.offset();
            case Target.ToTimestamp _ -> found.getOrDefault(partition, end);
            case Target.ToPlan plan -> plan.offsets().getOrDefault(partition, end);
            case Target.ShiftBy by -> {
              if (current == null) {
                throw new Failure(
                    "Cannot shift offset for partition "
                        + partition
                        + " since there is no current committed offset",
                    "");
              }
              yield current.offset() + by.records();
            }
          };
      planned.put(partition, new OffsetAndMetadata(within(partition, offset, start, end)));
    }
    return planned;
  }

  private long within(TopicPartition partition, long offset, long start, long end) {
    if (offset > end) {
      err.println(
          "New offset ("
              + offset
              + ") is higher than latest offset for topic partition "
              + partition
              + ". Value will be set to "
              + end);
      return end;
    }
    if (offset < start) {
      err.println(
          "New offset ("
              + offset
              + ") is lower than earliest offset for topic partition "
              + partition
              + ". Value will be set to "
              + start);
      return start;
    }
    return offset;
  }

  /**
   * A point in time: {@code 2026-01-31T12:00:00.000}, local time unless it ends in {@code Z} or an
   * offset.
   */
  public static long timestampMs(String text) {
    try {
      return OffsetDateTime.parse(text.replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2"))
          .toInstant()
          .toEpochMilli();
    } catch (DateTimeParseException withoutOffset) {
      try {
        return LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();
      } catch (DateTimeParseException e) {
        throw new Failure(
            "not a date and time: " + text, "Write it as YYYY-MM-DDThh:mm:ss.sss.", e);
      }
    }
  }

  /** A duration as {@code PnDTnHnMnS}. */
  public static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new Failure(
          "not a duration: " + text, "Write it as PnDTnHnMnS: PT1H30M is an hour and a half.", e);
    }
  }

  /**
   * A CSV file with lines {@code topic,partition,offset}, or {@code group,topic,partition,offset}
   * of which those of other groups are skipped.
   */
  public static Map<TopicPartition, Long> readPlan(Path file, String group) {
    Map<TopicPartition, Long> plan = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        List<String> cells = List.of(line.replace("\"", "").strip().split(","));
        if (cells.size() == 4 && !cells.getFirst().equals(group) || line.isBlank()) {
          continue;
        }
        int first = cells.size() - 3;
        plan.put(
            new TopicPartition(cells.get(first), Integer.parseInt(cells.get(first + 1))),
            Long.parseLong(cells.get(first + 2)));
      }
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new Failure(
          "cannot read offsets from " + file + ": " + e.getMessage(),
          "Lines are topic,partition,offset.",
          e);
    }
    return plan;
  }
}

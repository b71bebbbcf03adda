package io.jackdaw.cli.apache;

import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.kafka.LogOffsets;
import io.jackdaw.cli.kafka.TopicPattern;
import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kafka-get-offsets.sh}: prints {@code topic:partition:offset}. */
@Command(
    name = "kafka-get-offsets",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "An interactive shell for getting topic-partition offsets.")
public final class KafkaGetOffsets implements Callable<Integer> {
  private static final Pattern RULE = Pattern.compile("([^:,]*)(?::(?:(\\d+)|(\\d*)-(\\d*)|))?");

  @Mixin Connection connection = new Connection();

  @Option(
      names = "--topic",
      description = "A topic, or a regular expression; all topics if absent.")
  @Nullable String topic;

  @Option(names = "--partitions", split = ",", description = "Partition ids; all if absent.")
  List<Integer> partitions = new ArrayList<>();

  @Option(
      names = "--topic-partitions",
      paramLabel = "topic1:1,topic2:0-3,topic3",
      description = "Topics with partitions or ranges of them; upper ends are not included.")
  @Nullable String topicPartitions;

  @Option(
      names = "--time",
      description = "A timestamp, -1 or latest (the default), -2 or earliest, -3 or max-timestamp.")
  String time = "latest";

  @Option(names = "--exclude-internal-topics", description = "Leave out the broker's own topics.")
  boolean excludeInternal;

  private final Progress progress = new Progress(System.err);

  @Override
  public Integer call() {
    if (topicPartitions != null && (topic != null || !partitions.isEmpty())) {
      throw new UsageFailure("--topic-partitions cannot be used with --topic or --partitions");
    }
    OffsetSpec spec = spec(time);
    Predicate<TopicPartition> wanted = wanted();
    try (Admin admin = connection.admin()) {
      LogOffsets logs = new LogOffsets(admin, progress);
      List<TopicPartition> matching =
          logs
              .partitions(
                  progress
                      .await(
                          "listing topics",
                          admin
                              .listTopics(new ListTopicsOptions().listInternal(!excludeInternal))
                              .names())
                      .stream()
                      .sorted()
                      .toList())
              .stream()
              .filter(wanted)
              .toList();
      if (matching.isEmpty()) {
        throw new Failure("Could not match any topic-partitions with the specified filters", "");
      }
      TreeMap<TopicPartition, Long> offsets =
          new TreeMap<>(Comparator.comparing(TopicPartition::toString));
      offsets.putAll(logs.offsets(matching, spec));
      offsets.forEach(
          (each, offset) ->
              System.out.println(each.topic() + ":" + each.partition() + ":" + offset));
      return 0;
    }
  }

  private Predicate<TopicPartition> wanted() {
    if (topicPartitions != null) {
      Predicate<TopicPartition> any = _ -> false;
      for (String rule : topicPartitions.split(",")) {
        any = any.or(rule(rule));
      }
      return any;
    }
    TopicPattern pattern = TopicPattern.of(topic == null ? ".*" : topic);
    return each ->
        pattern.matches(each.topic())
            && (partitions.isEmpty() || partitions.contains(each.partition()));
  }

  /**
   * {@code topic}, {@code topic:3}, {@code topic:2-5} (without 5), {@code topic:2-}, {@code
   * topic:-5}; the topic may be absent.
   */
  static Predicate<TopicPartition> rule(String text) {
    Matcher matcher = RULE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("Invalid rule specification: " + text);
    }
    TopicPattern pattern = TopicPattern.of(matcher.group(1).isEmpty() ? ".*" : matcher.group(1));
    int from = number(matcher.group(2), number(matcher.group(3), 0));
    int to = matcher.group(2) == null ? number(matcher.group(4), Integer.MAX_VALUE) : from + 1;
    return each ->
        pattern.matches(each.topic()) && each.partition() >= from && each.partition() < to;
  }

  private static int number(@Nullable String text, int otherwise) {
    return text == null || text.isEmpty() ? otherwise : Integer.parseInt(text);
  }

  static OffsetSpec spec(String text) {
    return switch (text) {
      case "latest", "-1" -> OffsetSpec.latest();
      case "earliest", "-2" -> OffsetSpec.earliest();
      case "max-timestamp", "-3" -> OffsetSpec.maxTimestamp();
      default -> {
        try {
          yield OffsetSpec.forTimestamp(Long.parseLong(text));
        } catch (NumberFormatException e) {
          throw new Failure(
              "Malformed time argument " + text,
              "Please use -1 or latest / -2 or earliest / -3 or max-timestamp, or a specified long"
                  + " format timestamp",
              e);
        }
      }
    };
  }
}

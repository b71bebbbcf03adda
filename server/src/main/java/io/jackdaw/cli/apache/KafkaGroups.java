package io.jackdaw.cli.apache;

import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.output.Progress;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kafka-groups.sh}: list groups of all types in that tool's columns. */
@Command(
    name = "kafka-groups",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "This tool helps to list groups of all types.")
public final class KafkaGroups implements Callable<Integer> {
  private static final int LEAST_WIDTH = 15;
  private static final String CONSUMER_PROTOCOL = "consumer";

  @Mixin Connection connection = new Connection();

  @Option(names = "--list", description = "List the groups.")
  boolean list;

  @Option(names = "--group-type", description = "Only groups of this type.")
  @Nullable String groupType;

  @Option(names = "--protocol", description = "Only groups of this protocol type.")
  @Nullable String protocol;

  @Option(
      names = "--consumer",
      description = "Only groups of consumers: of both protocols, and those that only commit.")
  boolean consumer;

  @Option(names = "--share", description = "Only share groups.")
  boolean share;

  @Option(names = "--streams", description = "Only streams groups.")
  boolean streams;

  private final Progress progress = new Progress(System.err);

  @Override
  public Integer call() {
    check();
    try (Admin admin = connection.admin()) {
      List<GroupListing> groups =
          progress.await("listing groups", admin.listGroups(new ListGroupsOptions()).all()).stream()
              .filter(this::isWanted)
              .sorted(Comparator.comparing(GroupListing::groupId))
              .toList();
      print(groups);
      return 0;
    } catch (KafkaException failure) {
      System.out.println("\nError: Executing groups command failed due to " + failure.getMessage());
      return 1;
    }
  }

  private void check() {
    if (!list) {
      throw new UsageFailure("Command must include exactly one action: --list.");
    }
    long kinds = Stream.of(consumer, share, streams).filter(chosen -> chosen).count();
    if (kinds > 1 || (kinds == 1 && (groupType != null || protocol != null))) {
      throw new UsageFailure(
          "Only one of --consumer, --share and --streams can be used, and not with --group-type or"
              + " --protocol.");
    }
    if (groupType != null && GroupType.parse(groupType) == GroupType.UNKNOWN) {
      throw new UsageFailure("--group-type must be a valid group type.");
    }
  }

  private boolean isWanted(GroupListing group) {
    GroupType type = group.type().orElse(GroupType.UNKNOWN);
    if (consumer) {
      return type == GroupType.CONSUMER
          || (type == GroupType.CLASSIC
              && (group.protocol().equals(CONSUMER_PROTOCOL) || group.protocol().isEmpty()));
    }
    if (share || streams) {
      return type == (share ? GroupType.SHARE : GroupType.STREAMS);
    }
    return (groupType == null || type == GroupType.parse(groupType))
        && (protocol == null || protocol.equals(group.protocol()));
  }

  private static void print(List<GroupListing> groups) {
    int width =
        groups.stream().mapToInt(group -> group.groupId().length()).reduce(LEAST_WIDTH, Math::max);
    String format = String.format(Locale.ROOT, "%%-%ds %%-24s %%-24s%n", width);
    System.out.printf(format, "GROUP", "TYPE", "PROTOCOL");
    for (GroupListing group : groups) {
      System.out.printf(
          format,
          group.groupId(),
          group.type().orElse(GroupType.UNKNOWN).toString(),
          group.protocol());
    }
  }
}

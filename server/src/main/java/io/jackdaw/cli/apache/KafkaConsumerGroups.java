package io.jackdaw.cli.apache;

import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.kafka.GroupOffsets;
import io.jackdaw.cli.output.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code kafka-consumer-groups.sh}: list and describe groups, delete them, reset and delete their
 * offsets.
 */
@Command(
    name = "kafka-consumer-groups",
    hidden = true,
    mixinStandardHelpOptions = true,
    description =
        "This tool helps to list all consumer groups, describe a consumer group, delete consumer"
            + " group info, or reset consumer group offsets.")
public final class KafkaConsumerGroups implements Callable<Integer> {
  @Mixin Connection connection = new Connection();
  @Mixin ResetFlags reset = new ResetFlags();

  @Option(names = "--list", description = "List all consumer groups.")
  boolean list;

  @Option(names = "--describe", description = "Describe consumer groups and list offset lag.")
  boolean describe;

  @Option(names = "--delete", description = "Delete consumer groups with their offsets.")
  boolean delete;

  @Option(names = "--reset-offsets", description = "Move the offsets of a consumer group.")
  boolean resetOffsets;

  @Option(
      names = "--delete-offsets",
      description = "Delete offsets of a consumer group for topics.")
  boolean deleteOffsets;

  @Option(names = "--group", description = "A consumer group; may be repeated.")
  List<String> groups = new ArrayList<>();

  @Option(names = "--all-groups", description = "All consumer groups.")
  boolean allGroups;

  @Option(
      names = "--topic",
      description = "A topic, or topic:partition,partition; may be repeated.")
  List<String> topics = new ArrayList<>();

  @Option(names = "--all-topics", description = "All topics the group has offsets for.")
  boolean allTopics;

  @Option(names = "--offsets", description = "With --describe: offsets and lag (the default).")
  boolean offsets;

  @Option(names = "--members", description = "With --describe: members.")
  boolean members;

  @Option(names = "--verbose", description = "With --describe: more columns.")
  boolean verbose;

  @Option(
      names = "--state",
      arity = "0..1",
      fallbackValue = "",
      description =
          "With --describe: state and coordinator. With --list: states; a value restricts the"
              + " list.")
  @Nullable String state;

  @Option(
      names = "--type",
      arity = "0..1",
      fallbackValue = "",
      description = "With --list: types; a value restricts the list.")
  @Nullable String type;

  @Option(names = "--timeout", hidden = true)
  long timeoutMs = 30_000;

  @Option(names = "--new-consumer", hidden = true)
  boolean ignored;

  private final Progress progress = new Progress(System.err);

  @Override
  public Integer call() {
    check();
    try (Admin admin = connection.admin()) {
      GroupOffsets view = new GroupOffsets(admin, progress);
      if (list) {
        list(view);
        return 0;
      }
      Collection<String> wanted = allGroups ? view.groupIds() : groups;
      if (delete) {
        return delete(admin, wanted) ? 0 : 1;
      } else if (resetOffsets) {
        return new GroupReset(admin, view, progress, reset)
                .run(wanted, topics, allTopics, groups.size() == 1)
            ? 0
            : 1;
      } else if (deleteOffsets) {
        return GroupReset.deleteOffsets(admin, progress, wanted.iterator().next(), topics) ? 0 : 1;
      }
      new DescribedGroups(view, verbose).print(wanted, members, state != null);
      return 0;
    } catch (KafkaException | IllegalArgumentException e) {
      System.out.println(
          "\nError: Executing consumer group command failed due to " + e.getMessage());
      return 1;
    }
  }

  private void check() {
    if (Stream.of(list, describe, delete, resetOffsets, deleteOffsets)
            .filter(chosen -> chosen)
            .count()
        != 1) {
      throw new UsageFailure(
          "Command must include exactly one action: --list, --describe, --delete, --reset-offsets,"
              + " --delete-offsets");
    }
    if (!list && groups.isEmpty() && !allGroups) {
      throw new UsageFailure("This action takes one of these options: [all-groups], [group]");
    }
    if (!groups.isEmpty() && allGroups) {
      throw new UsageFailure("Option \"[group]\" can't be used with option \"[all-groups]\"");
    }
    if (describe
        && Stream.of(offsets, members, state != null).filter(chosen -> chosen).count() > 1) {
      throw new UsageFailure(
          "Option [describe] takes at most one of these options: [members], [offsets], [state]");
    }
    if (delete && !topics.isEmpty()) {
      throw new UsageFailure(
          "The consumer does not support topic-specific offset deletion from a consumer group.");
    }
    if (deleteOffsets && (topics.isEmpty() || groups.isEmpty())) {
      throw new UsageFailure(
          "Option [delete-offsets] takes the following options: [topic], [group]");
    }
    if (resetOffsets && topics.isEmpty() && !allTopics && !reset.fromFile()) {
      throw new UsageFailure("One of the reset scopes should be defined: --all-topics, --topic.");
    }
    if (resetOffsets) {
      reset.check();
    }
  }

  private void list(GroupOffsets view) {
    if (state == null && type == null) {
      view.groupIds().forEach(System.out::println);
      return;
    }
    ListGroupsOptions options = ListGroupsOptions.forConsumerGroups();
    if (state != null && !state.isEmpty()) {
      options.inGroupStates(values(state).map(GroupState::parse).collect(Collectors.toSet()));
    }
    if (type != null && !type.isEmpty()) {
      options.withTypes(values(type).map(GroupType::parse).collect(Collectors.toSet()));
    }
    Collection<GroupListing> listings = view.listings(options);
    int width =
        Math.max(15, listings.stream().mapToInt(each -> each.groupId().length()).max().orElse(0))
            + 10;
    String format =
        "%-"
            + width
            + "s"
            + (type == null ? "" : " %-20s")
            + (state == null ? "" : " %-20s")
            + "%n";
    printRow(format, "GROUP", "TYPE", "STATE");
    for (GroupListing each : listings) {
      printRow(
          format,
          each.groupId(),
          each.type().orElse(GroupType.UNKNOWN).toString(),
          each.groupState().orElse(GroupState.UNKNOWN).toString());
    }
  }

  private void printRow(String format, String group, String groupType, String groupState) {
    List<String> cells = new ArrayList<>(List.of(group));
    if (type != null) {
      cells.add(groupType);
    }
    if (state != null) {
      cells.add(groupState);
    }
    System.out.printf(format, cells.toArray());
  }

  private boolean delete(Admin admin, Collection<String> wanted) {
    return DeletedGroups.print(
        progress, "consumer", admin.deleteConsumerGroups(wanted).deletedGroups());
  }

  private static Stream<String> values(String text) {
    return Arrays.stream(text.split(",")).map(String::strip);
  }
}

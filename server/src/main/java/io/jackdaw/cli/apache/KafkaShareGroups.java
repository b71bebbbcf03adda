package io.jackdaw.cli.apache;

import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.kafka.OffsetReset;
import io.jackdaw.cli.output.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
 * {@code kafka-share-groups.sh}: list and describe share groups, delete them, reset and delete
 * their offsets.
 */
@Command(
    name = "kafka-share-groups",
    hidden = true,
    mixinStandardHelpOptions = true,
    description =
        "This tool helps to list all share groups, describe a share group, delete share group"
            + " info, or reset share group offsets.")
public final class KafkaShareGroups implements Callable<Integer> {
  @Mixin Connection connection = new Connection();

  @Option(names = "--list", description = "List all share groups.")
  boolean list;

  @Option(names = "--describe", description = "Describe share groups: offsets, members or state.")
  boolean describe;

  @Option(names = "--delete", description = "Delete share groups.")
  boolean delete;

  @Option(names = "--reset-offsets", description = "Move the start offsets of a share group.")
  boolean resetOffsets;

  @Option(names = "--delete-offsets", description = "Delete offsets of a share group for topics.")
  boolean deleteOffsets;

  @Option(names = "--group", description = "A share group; may be repeated.")
  List<String> groups = new ArrayList<>();

  @Option(names = "--all-groups", description = "All share groups.")
  boolean allGroups;

  @Option(
      names = "--topic",
      description = "A topic, or topic:partition,partition; may be repeated.")
  List<String> topics = new ArrayList<>();

  @Option(names = "--all-topics", description = "All topics the group has offsets for.")
  boolean allTopics;

  @Option(names = "--to-earliest", description = "Reset to the earliest offset.")
  boolean toEarliest;

  @Option(names = "--to-latest", description = "Reset to the latest offset.")
  boolean toLatest;

  @Option(
      names = "--to-datetime",
      paramLabel = "YYYY-MM-DDThh:mm:ss.sss",
      description = "Reset to a point in time.")
  @Nullable String toDatetime;

  @Option(names = "--dry-run", description = "Only show what would be reset.")
  boolean dryRun;

  @Option(names = "--execute", description = "Reset.")
  boolean execute;

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

  @Option(names = "--timeout", hidden = true)
  long timeoutMs = 30_000;

  private final Progress progress = new Progress(System.err);

  @Override
  public Integer call() {
    check();
    try (Admin admin = connection.admin()) {
      if (list) {
        list(admin);
        return 0;
      }
      if (delete) {
        return delete(admin, wanted(admin)) ? 0 : 1;
      }
      if (resetOffsets) {
        new ShareOffsets(admin, progress)
            .reset(
                groups.getFirst(),
                allTopics ? List.of() : topics,
                toEarliest,
                timestamp(),
                execute);
        return 0;
      }
      if (deleteOffsets) {
        return new ShareOffsets(admin, progress).delete(groups.getFirst(), new TreeSet<>(topics))
            ? 0
            : 1;
      }
      new DescribedShareGroups(admin, progress, verbose)
          .print(wanted(admin), members, state != null);
      return 0;
    } catch (KafkaException | IllegalArgumentException e) {
      System.out.println("\nError: Executing share group command failed due to " + e.getMessage());
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
              + " --delete-offsets.");
    }
    if (!list && groups.isEmpty() && !allGroups) {
      throw new UsageFailure("This action takes one of these options: [all-groups], [group]");
    }
    if (describe
        && Stream.of(offsets, members, state != null).filter(chosen -> chosen).count() > 1) {
      throw new UsageFailure(
          "Option [describe] takes at most one of these options: [members], [offsets], [state]");
    }
    if ((deleteOffsets || resetOffsets) && groups.size() != 1) {
      throw new UsageFailure("This action takes exactly one option: [group]");
    }
    if (deleteOffsets && topics.isEmpty()) {
      throw new UsageFailure(
          "Option [delete-offsets] takes the following options: [topic], [group]");
    }
    if (resetOffsets) {
      checkReset();
    }
  }

  private void checkReset() {
    if (topics.isEmpty() == !allTopics) {
      throw new UsageFailure(
          "Option [reset-offsets] takes either [all-topics] or [topic], not both.");
    }
    if (Stream.of(toEarliest, toLatest, toDatetime != null).filter(chosen -> chosen).count() != 1) {
      throw new UsageFailure(
          "Option 'reset-offsets' requires one of the following scenarios: [to-datetime],"
              + " [to-earliest], [to-latest]");
    }
    if (dryRun == execute) {
      throw new UsageFailure(
          "Option [reset-offsets] takes the options [dry-run] or [execute], and one of them.");
    }
  }

  private @Nullable Long timestamp() {
    return toDatetime == null ? null : OffsetReset.timestampMs(toDatetime);
  }

  private Collection<String> wanted(Admin admin) {
    return allGroups
        ? listings(admin, Set.of()).stream().map(GroupListing::groupId).toList()
        : groups;
  }

  private Collection<GroupListing> listings(Admin admin, Set<GroupState> states) {
    ListGroupsOptions options = new ListGroupsOptions().withTypes(Set.of(GroupType.SHARE));
    options.inGroupStates(states);
    return progress.await("listing groups", admin.listGroups(options).all()).stream()
        .sorted(Comparator.comparing(GroupListing::groupId))
        .toList();
  }

  private void list(Admin admin) {
    if (state == null) {
      listings(admin, Set.of()).forEach(group -> System.out.println(group.groupId()));
      return;
    }
    Set<GroupState> states =
        Arrays.stream(state.split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .map(GroupState::parse)
            .collect(Collectors.toSet());
    Collection<GroupListing> listings = listings(admin, states);
    int width =
        Math.max(15, listings.stream().mapToInt(each -> each.groupId().length()).max().orElse(0));
    String format = "%-" + width + "s %s\n";
    System.out.printf(format, "GROUP", "STATE");
    for (GroupListing each : listings) {
      System.out.printf(
          format, each.groupId(), each.groupState().orElse(GroupState.UNKNOWN).toString());
    }
  }

  private boolean delete(Admin admin, Collection<String> wanted) {
    return DeletedGroups.print(
        progress, "share", new TreeMap<>(admin.deleteShareGroups(wanted).deletedGroups()));
  }
}

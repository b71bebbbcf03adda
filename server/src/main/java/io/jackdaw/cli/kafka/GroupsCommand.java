package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.OutputOption;
import io.jackdaw.cli.output.Progress;
import io.jackdaw.cli.output.Table;
import io.jackdaw.time.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jackdaw groups list|describe|reset-offsets|delete}. */
@Command(
    name = "groups",
    description = "List consumer groups, show their lag, move them, delete them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = GroupsCommand.ResetOffsets.class)
public final class GroupsCommand {
  private static final String LIST_HINT = "See `jackdaw groups list`.";

  private final Progress progress = new Progress(System.err);

  @Command(name = "list", description = "List groups and their states.")
  void list(@Mixin BrokerOption broker, @Mixin OutputOption output) {
    try (Admin admin = broker.admin()) {
      Table table = Table.of("GROUP", "TYPE", "STATE");
      Collection<GroupListing> groups =
          progress.await("listing groups", admin.listGroups(new ListGroupsOptions()).all());
      groups.stream()
          .sorted(Comparator.comparing(GroupListing::groupId))
          .forEach(
              group ->
                  table.row(
                      group.groupId(),
                      group.type().map(Object::toString).orElse(null),
                      group.groupState().map(Object::toString).orElse(null)));
      if (table.isEmpty() && !output.json()) {
        System.err.println("no groups yet: `jackdaw consume TOPIC --group ID` makes one.");
        return;
      }
      table.print(System.out, output.format());
    }
  }

  @Command(name = "describe", description = "Show offsets, lag and members of groups.")
  void describe(
      @Mixin BrokerOption broker,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "GROUP", arity = "1..*") List<String> groups) {
    try (Admin admin = broker.admin()) {
      GroupOffsets offsets = new GroupOffsets(admin, progress);
      Table table =
          Table.of(
              "GROUP", "STATE", "TOPIC", "PARTITION", "OFFSET", "END", "LAG", "CLIENT-ID", "HOST");
      for (String group : groups) {
        ConsumerGroupDescription description = described(offsets, group);
        for (GroupOffsets.Row row : offsets.rows(description)) {
          add(table, description, row);
        }
      }
      if (table.isEmpty() && !output.json()) {
        System.err.println("no offsets committed and nothing assigned yet.");
        return;
      }
      table.print(System.out, output.format());
    }
  }

  @Command(name = "delete", description = "Delete groups that have no members, with their offsets.")
  void delete(
      @Mixin BrokerOption broker,
      @Parameters(paramLabel = "GROUP", arity = "1..*") List<String> groups) {
    try (Admin admin = broker.admin()) {
      for (String group : groups) {
        try {
          progress.await(
              "deleting group " + group, admin.deleteConsumerGroups(List.of(group)).all());
          System.out.println("Deleted group " + group + ".");
        } catch (GroupIdNotFoundException e) {
          throw new Failure("there is no group " + group, LIST_HINT, e);
        } catch (GroupNotEmptyException e) {
          throw new Failure("group " + group + " has members", "Stop its consumers first.", e);
        }
      }
    }
  }

  private static ConsumerGroupDescription described(GroupOffsets offsets, String group) {
    try {
      ConsumerGroupDescription description = offsets.describe(group);
      if (description.groupState() != GroupState.DEAD) {
        return description;
      }
      throw new Failure("there is no group " + group, LIST_HINT);
    } catch (GroupIdNotFoundException e) {
      throw new Failure("there is no group " + group, LIST_HINT, e);
    }
  }

  private static void add(Table table, ConsumerGroupDescription group, GroupOffsets.Row row) {
    TopicPartition partition = row.partition();
    OffsetAndMetadata committed = row.committed();
    MemberDescription member = row.member();
    table.row(
        row.group(),
        group.groupState().toString(),
        partition == null ? null : partition.topic(),
        partition == null ? null : Integer.valueOf(partition.partition()),
        committed == null ? null : Long.valueOf(committed.offset()),
        row.logEnd(),
        row.lag(),
        member == null ? null : member.clientId(),
        member == null ? null : member.host());
  }

  /** {@code jackdaw groups reset-offsets GROUP [TOPIC[:PARTITIONS]…] --to-…}. */
  @Command(
      name = "reset-offsets",
      description =
          "Move a group without members: shows the new offsets, and sets them with --execute.")
  static final class ResetOffsets implements Runnable {
    @Mixin BrokerOption broker = new BrokerOption();
    @Mixin OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "GROUP")
    String group = "";

    @Parameters(
        index = "1..*",
        paramLabel = "TOPIC[:PARTITIONS]",
        description = "default: all the group has read.")
    List<String> topics = new ArrayList<>();

    @ArgGroup(exclusive = true, multiplicity = "1")
    To to = new To();

    @Option(
        names = {"-y", "--execute"},
        description = "really set the offsets.")
    boolean execute;

    /** Exactly one of these. */
    static final class To {
      @Option(names = "--to-earliest", description = "to the oldest record.")
      boolean earliest;

      @Option(names = "--to-latest", description = "past the newest record.")
      boolean latest;

      @Option(names = "--to-offset", paramLabel = "N", description = "to this offset.")
      @Nullable Long offset;

      @Option(names = "--shift-by", paramLabel = "N", description = "forward, or back if negative.")
      @Nullable Long shiftBy;

      @Option(
          names = "--to-datetime",
          paramLabel = "TIME",
          description = "to the first record since YYYY-MM-DDThh:mm:ss.")
      @Nullable String datetime;

      @Option(
          names = "--by-duration",
          paramLabel = "PnDTnHnMnS",
          description = "to the first record that is no older.")
      @Nullable String duration;

      @Option(
          names = "--from-file",
          paramLabel = "CSV",
          description = "lines of topic,partition,offset.")
      @Nullable Path file;

      OffsetReset.Target target(String group) {
        if (earliest) {
          return new OffsetReset.Target.ToEarliest();
        } else if (offset != null) {
          return new OffsetReset.Target.ToOffset(offset);
        } else if (shiftBy != null) {
          return new OffsetReset.Target.ShiftBy(shiftBy);
        } else if (datetime != null) {
          return new OffsetReset.Target.ToTimestamp(OffsetReset.timestampMs(datetime));
        } else if (duration != null) {
          return OffsetReset.Target.before(OffsetReset.duration(duration), Clock.system());
        } else if (file != null) {
          return new OffsetReset.Target.ToPlan(OffsetReset.readPlan(file, group));
        }
        return new OffsetReset.Target.ToLatest();
      }
    }

    @Override
    public void run() {
      Progress progress = new Progress(System.err);
      try (Admin admin = broker.admin()) {
        GroupOffsets offsets = new GroupOffsets(admin, progress);
        LogOffsets logs = new LogOffsets(admin, progress);
        Map<TopicPartition, OffsetAndMetadata> committed = offsets.committed(group);
        Collection<TopicPartition> scope =
            topics.isEmpty() ? committed.keySet() : logs.partitions(topics);
        Map<TopicPartition, OffsetAndMetadata> planned =
            new OffsetReset(logs, System.err).plan(to.target(group), scope, committed);
        Table table = Table.of("GROUP", "TOPIC", "PARTITION", "OFFSET", "NEW-OFFSET");
        planned.forEach(
            (partition, offset) -> {
              OffsetAndMetadata before = committed.get(partition);
              table.row(
                  group,
                  partition.topic(),
                  partition.partition(),
                  before == null ? null : Long.valueOf(before.offset()),
                  offset.offset());
            });
        if (execute) {
          set(admin, progress, planned);
        }
        table.print(System.out, output.format());
        if (!execute) {
          System.err.println("nothing was changed: add --execute to set these offsets.");
        }
      }
    }

    private void set(
        Admin admin, Progress progress, Map<TopicPartition, OffsetAndMetadata> planned) {
      try {
        progress.await("setting offsets", admin.alterConsumerGroupOffsets(group, planned).all());
      } catch (GroupNotEmptyException e) {
        throw new Failure("group " + group + " has members", "Stop its consumers first.", e);
      }
    }
  }
}

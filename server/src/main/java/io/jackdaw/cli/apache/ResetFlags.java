package io.jackdaw.cli.apache;

import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.kafka.OffsetReset;
import io.jackdaw.cli.kafka.OffsetReset.Target;
import io.jackdaw.time.Clock;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The flags of {@code kafka-consumer-groups.sh --reset-offsets}: where to, and whether to do it.
 */
final class ResetFlags {
  @Option(
      names = "--dry-run",
      description = "Only show what --reset-offsets would do (the default).")
  boolean dryRun;

  @Option(names = "--execute", description = "Really reset.")
  boolean execute;

  @Option(names = "--export", description = "Print the new offsets as CSV.")
  boolean export;

  @Option(names = "--to-earliest", description = "Reset to the earliest offset.")
  boolean toEarliest;

  @Option(names = "--to-latest", description = "Reset to the latest offset.")
  boolean toLatest;

  @Option(names = "--to-current", description = "Reset to the current offset.")
  boolean toCurrent;

  @Option(names = "--to-offset", description = "Reset to an offset.")
  @Nullable Long toOffset;

  @Option(names = "--shift-by", description = "Reset by n records, forward or back.")
  @Nullable Long shiftBy;

  @Option(
      names = "--to-datetime",
      paramLabel = "YYYY-MM-DDThh:mm:ss.sss",
      description = "Reset to a point in time.")
  @Nullable String toDatetime;

  @Option(
      names = "--by-duration",
      paramLabel = "PnDTnHnMnS",
      description = "Reset to a duration before now.")
  @Nullable String byDuration;

  @Option(names = "--from-file", description = "Reset to the offsets of a CSV file.")
  @Nullable Path fromFile;

  boolean fromFile() {
    return fromFile != null;
  }

  void check() {
    long targets =
        Stream.of(
                toEarliest,
                toLatest,
                toCurrent,
                toOffset != null,
                shiftBy != null,
                toDatetime != null,
                byDuration != null,
                fromFile != null)
            .filter(chosen -> chosen)
            .count();
    if (targets != 1) {
      throw new UsageFailure(
          "Option '[reset-offsets]' requires one of the following scenarios: [to-offset],"
              + " [shift-by], [to-datetime], [by-duration], [to-earliest], [to-latest],"
              + " [to-current], [from-file]");
    }
    if (dryRun && execute) {
      throw new UsageFailure("Option [reset-offsets] only accepts one of [execute] and [dry-run]");
    }
    if (!dryRun && !execute) {
      System.err.println("WARN: No action will be performed as the --execute option is missing.");
    }
  }

  Target target(String group) {
    if (toEarliest) {
      return new Target.ToEarliest();
    } else if (toLatest) {
      return new Target.ToLatest();
    } else if (toOffset != null) {
      return new Target.ToOffset(toOffset);
    } else if (shiftBy != null) {
      return new Target.ShiftBy(shiftBy);
    } else if (toDatetime != null) {
      return new Target.ToTimestamp(OffsetReset.timestampMs(toDatetime));
    } else if (byDuration != null) {
      return Target.before(OffsetReset.duration(byDuration), Clock.system());
    } else if (fromFile != null) {
      return new Target.ToPlan(OffsetReset.readPlan(fromFile, group));
    }
    return new Target.ToCurrent();
  }
}

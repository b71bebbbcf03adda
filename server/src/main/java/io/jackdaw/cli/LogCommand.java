package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.log.LogDump;
import io.jackdaw.log.LogStatistics;
import io.jackdaw.log.LogVerification;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jackdaw log dump|verify|stats}: looks into the broker's files, and changes nothing. */
@Command(
    name = "log",
    description = "Look into the broker's log files; works beside a running server.",
    synopsisSubcommandLabel = "COMMAND")
final class LogCommand {
  private static final String WHERE =
      "a log directory, a partition's directory in it, or a file (default: as for start).";

  @Command(name = "dump", description = "Print batches, records and index entries, one a line.")
  int dump(
      @Option(names = "--records", description = "Print each record too.") boolean records,
      @Parameters(paramLabel = "PATH", arity = "0..1", description = WHERE) @Nullable Path path) {
    return new LogDump(new LocalDisk(), records, out()).print(chosen(path)) ? 0 : 1;
  }

  @Command(
      name = "verify",
      description =
          "Check checksums, order, records and indexes; say what is wrong and where. Exit code 1 if"
              + " something is.")
  int verify(
      @Parameters(paramLabel = "PATH", arity = "0..1", description = WHERE) @Nullable Path path) {
    return new LogVerification(new LocalDisk(), out()).check(chosen(path)) ? 0 : 1;
  }

  @Command(name = "stats", description = "Count segments, bytes, batches and records.")
  int stats(
      @Parameters(paramLabel = "PATH", arity = "0..1", description = WHERE) @Nullable Path path) {
    try {
      new LogStatistics(new LocalDisk(), out()).print(chosen(path));
    } catch (StorageException damaged) {
      throw new Failure(
          String.valueOf(damaged.getMessage()), "See more with jackdaw log verify.", damaged);
    }
    return 0;
  }

  private static Path chosen(@Nullable Path path) {
    Path chosen = path == null ? DataDirectory.of(Path.of("")).logs() : path;
    if (!Files.exists(chosen)) {
      throw new Failure("there is no " + chosen, "Name a log directory: jackdaw log verify PATH.");
    }
    return chosen;
  }

  private static PrintWriter out() {
    return new PrintWriter(System.out, false, StandardCharsets.UTF_8);
  }
}

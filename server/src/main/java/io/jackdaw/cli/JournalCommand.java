package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.consensus.local.JournalDump;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.zookeeper.op.CommandDescription;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jackdaw journal dump}: shows what the coordination service has on disk. */
@Command(
    name = "journal",
    description = "Look into the coordination service's journal.",
    synopsisSubcommandLabel = "COMMAND")
final class JournalCommand {
  @Command(
      name = "dump",
      description =
          "Print snapshots and commands, one a line; works beside a running server. Exit code 1 if"
              + " something is damaged.")
  int dump(
      @Parameters(
              paramLabel = "DIR",
              arity = "0..1",
              description =
                  "a data directory of `jackdaw start`, or dataDir of zoo.cfg (default: as for"
                      + " start).")
          @Nullable Path directory) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    return dump(directory, out) ? 0 : 1;
  }

  @Command(
      name = "verify",
      description =
          "Read all snapshots and commands, and say only whether they are whole. Exit code 1 if"
              + " something is damaged.")
  int verify(
      @Parameters(paramLabel = "DIR", arity = "0..1", description = "as for dump.")
          @Nullable Path directory) {
    boolean whole = dump(directory, new PrintWriter(Writer.nullWriter()));
    System.out.println(whole ? "whole" : "DAMAGED: `jackdaw journal dump` shows where");
    return whole ? 0 : 1;
  }

  private static boolean dump(@Nullable Path directory, PrintWriter out) {
    Path chosen = directory == null ? DataDirectory.of(Path.of("")).path() : directory;
    Path inside = chosen.resolve("coordination");
    Path journal = Files.isDirectory(inside) ? inside : chosen;
    if (!Files.isDirectory(journal)) {
      throw new Failure(
          "there is no directory " + journal, "Name the data directory: jackdaw journal dump DIR.");
    }
    return new JournalDump(new LocalDisk(), CommandDescription::of).dump(journal, out);
  }
}

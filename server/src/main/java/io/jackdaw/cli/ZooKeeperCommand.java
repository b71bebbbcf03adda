package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.disk.StorageException;
import io.jackdaw.node.ApacheExport;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jackdaw zookeeper export}: moves the coordination service's data to Apache ZooKeeper. */
@Command(
    name = "zookeeper",
    description = "Move data to Apache ZooKeeper.",
    synopsisSubcommandLabel = "COMMAND")
final class ZooKeeperCommand {
  @Command(
      name = "export",
      description = {
        "Write a dataDir that Apache ZooKeeper starts from: all znodes, sessions and ACLs. The"
            + " server must not be running. (The other way needs no command: a first start on"
            + " Apache's dataDir takes it over.)"
      })
  int export(
      @Parameters(paramLabel = "TARGET", description = "a new directory for Apache's dataDir.")
          Path target,
      @Option(
              names = "--data",
              paramLabel = "DIR",
              description =
                  "a data directory of `jackdaw start`, or dataDir of zoo.cfg (default: as for"
                      + " start).")
          @Nullable Path data,
      @Option(
              names = "--log-dir",
              paramLabel = "DIR",
              description = "dataLogDir of zoo.cfg, if it is apart.")
          @Nullable Path logDir) {
    Path chosen = data == null ? DataDirectory.of(Path.of("")).path() : data;
    Path inside = chosen.resolve("coordination");
    Path directory = Files.isDirectory(inside) ? inside : chosen;
    if (!Files.isDirectory(directory)) {
      throw new Failure("there is no directory " + directory, "Name it with --data DIR.");
    }
    try {
      ApacheExport.Written written =
          ApacheExport.write(directory, logDir == null ? directory : logDir, target);
      System.out.printf(
          "Wrote %s: %d znodes, zxid 0x%x.%nStart Apache ZooKeeper with dataDir=%s%n",
          written.snapshot(), written.znodes(), written.zxid(), target.toAbsolutePath());
      return 0;
    } catch (StorageException refused) {
      throw new Failure(String.valueOf(refused.getMessage()), "", refused);
    }
  }
}

package io.jackdaw.cli.offline;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.consensus.local.Purge;
import io.jackdaw.consensus.local.StoredSnapshot;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.disk.StorageException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jackdaw snapshot}: looks into the coordination service's snapshots. */
@Command(
    name = "snapshot",
    description = "Look into the coordination service's snapshots.",
    synopsisSubcommandLabel = "COMMAND")
public final class SnapshotCommand {
  @Command(name = "dump", description = "Print every znode and session.")
  int dump(@Mixin SnapshotPlace snapshot, @Mixin ListingOptions options) {
    options.print(snapshot.read());
    return 0;
  }

  @Command(
      name = "verify",
      description = "Check every snapshot of a directory. Exit code 1 if one is damaged.")
  int verify(@Parameters(paramLabel = "DIR", description = "a data directory.") Path directory) {
    Disk disk = new LocalDisk();
    boolean whole = true;
    for (StoredSnapshot each : StoredSnapshot.in(disk, SnapshotPlace.within(directory))) {
      try {
        StoredSnapshot.Facts facts = each.check(disk);
        System.out.println(
            "%s whole, index %d, %s"
                .formatted(each.path().getFileName(), facts.index(), facts.created()));
      } catch (StorageException damaged) {
        whole = false;
        System.out.println(damaged.getMessage());
      }
    }
    return whole ? 0 : 1;
  }

  @Command(
      name = "summary",
      description = "Print how many znodes and bytes lie below each znode of the upper levels.")
  int summary(@Mixin SummaryOptions options) {
    options.print();
    return 0;
  }

  @Command(
      name = "compare",
      description = "Print what differs between two snapshots. Exit code 1 if anything does.")
  int compare(
      @Parameters(index = "0", paramLabel = "LEFT", description = SnapshotPlace.DESCRIPTION)
          Path left,
      @Parameters(index = "1", paramLabel = "RIGHT", description = SnapshotPlace.DESCRIPTION)
          Path right) {
    OfflineTree first = OfflineTree.read(SnapshotPlace.within(left));
    OfflineTree second = OfflineTree.read(SnapshotPlace.within(right));
    return new SnapshotComparison(first, second).print(System.out) ? 0 : 1;
  }

  @Command(
      name = "purge",
      description = "Delete all but the newest snapshots, and the journal that only they need.")
  int purge(
      @Parameters(index = "0", paramLabel = "DIR", description = "a data directory.")
          Path directory,
      @Parameters(
              index = "1",
              paramLabel = "LOGDIR",
              arity = "0..1",
              defaultValue = "",
              description = "where the journal is, if elsewhere.")
          Path journal,
      @Option(
              names = {"-n", "--keep"},
              defaultValue = "3",
              description = "snapshots that stay, at least 3 (default: ${DEFAULT-VALUE}).")
          int keep) {
    if (keep < 3) {
      throw new Failure("at least 3 snapshots are kept, not " + keep, "");
    }
    Path snapshots = SnapshotPlace.within(directory);
    Path segments = journal.toString().isEmpty() ? snapshots : journal;
    Purge.run(new LocalDisk(), segments, snapshots, keep);
    return 0;
  }
}

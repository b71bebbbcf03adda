package io.jackdaw.cli.offline;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.consensus.local.Purge;
import io.jackdaw.consensus.local.StoredSnapshot;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.disk.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jackdaw snapshot}: looks into the coordination service's snapshots. */
@Command(
    name = "snapshot",
    description = "Look into the coordination service's snapshots.",
    synopsisSubcommandLabel = "COMMAND")
public final class SnapshotCommand {
  private static final String PLACE = "SNAPSHOT";
  private static final String PLACES =
      "a file snapshot-*.snap, or a data directory, whose newest snapshot is meant.";

  @Command(name = "dump", description = "Print every znode and session.")
  int dump(
      @Parameters(paramLabel = PLACE, description = PLACES) Path place,
      @Option(
              names = {"-d", "--data"},
              description = "print data too, in Base64.")
          boolean data,
      @Option(
              names = {"--json", "-json"},
              description = "print JSON.")
          boolean json) {
    SnapshotListing listing = new SnapshotListing(OfflineTree.read(within(place)), data);
    if (json) {
      listing.printJson(System.out);
    } else {
      listing.print(System.out);
    }
    return 0;
  }

  @Command(
      name = "verify",
      description = "Check every snapshot of a directory. Exit code 1 if one is damaged.")
  int verify(@Parameters(paramLabel = "DIR", description = "a data directory.") Path directory) {
    Disk disk = new LocalDisk();
    boolean whole = true;
    for (StoredSnapshot each : StoredSnapshot.in(disk, within(directory))) {
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
  int summary(
      @Parameters(index = "0", paramLabel = PLACE, description = PLACES) Path place,
      @Parameters(index = "1", arity = "0..1", defaultValue = "/", description = "where to begin.")
          String path,
      @Parameters(
              index = "2",
              arity = "0..1",
              defaultValue = "1",
              description = "levels below it; 0 for all.")
          int depth) {
    new SnapshotSummary(OfflineTree.read(within(place))).print(path, depth, System.out);
    return 0;
  }

  @Command(
      name = "compare",
      description = "Print what differs between two snapshots. Exit code 1 if anything does.")
  int compare(
      @Parameters(index = "0", paramLabel = "LEFT", description = PLACES) Path left,
      @Parameters(index = "1", paramLabel = "RIGHT", description = PLACES) Path right) {
    OfflineTree first = OfflineTree.read(within(left));
    OfflineTree second = OfflineTree.read(within(right));
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
    Path snapshots = within(directory);
    Path segments = journal.toString().isEmpty() ? snapshots : journal;
    Purge.run(new LocalDisk(), segments, snapshots, keep);
    return 0;
  }

  /** What {@code jackdaw start} calls a data directory has the coordination service's inside. */
  private static Path within(Path place) {
    Path inside = place.resolve("coordination");
    return Files.isDirectory(inside) ? inside : place;
  }
}

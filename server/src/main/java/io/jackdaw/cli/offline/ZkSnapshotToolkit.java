package io.jackdaw.cli.offline;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zkSnapShotToolkit.sh [-d | -json] FILE}: what is in a snapshot of ours. */
@Command(name = "zk-snapshot", hidden = true)
public final class ZkSnapshotToolkit implements Callable<Integer> {
  @Option(names = "-d", description = "print data too, in Base64")
  boolean data;

  @Option(names = "-json")
  boolean json;

  @Parameters(paramLabel = "snapshot_file")
  Path file = Path.of("");

  @Override
  public Integer call() {
    SnapshotListing listing = new SnapshotListing(OfflineTree.read(file), data);
    if (json) {
      listing.printJson(System.out);
    } else {
      listing.print(System.out);
    }
    return 0;
  }
}

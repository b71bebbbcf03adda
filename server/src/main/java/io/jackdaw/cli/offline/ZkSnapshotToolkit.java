package io.jackdaw.cli.offline;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code zkSnapShotToolkit.sh [-d | -json] FILE}: what is in a snapshot of ours. */
@Command(name = "zk-snapshot", hidden = true)
public final class ZkSnapshotToolkit implements Callable<Integer> {
  @Mixin SnapshotPlace snapshot = new SnapshotPlace();
  @Mixin ListingOptions options = new ListingOptions();

  @Override
  public Integer call() {
    options.print(snapshot.read());
    return 0;
  }
}

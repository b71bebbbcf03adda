package io.jackdaw.cli.offline;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code zkSnapshotRecursiveSummaryToolkit.sh FILE PATH DEPTH}: sizes below the upper levels. */
@Command(name = "zk-snapshot-summary", hidden = true)
public final class ZkSnapshotSummary implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "snapshot_file")
  Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "starting_node")
  String path = "/";

  @Parameters(index = "2", paramLabel = "max_depth")
  int depth;

  @Override
  public Integer call() {
    new SnapshotSummary(OfflineTree.read(file)).print(path, depth, System.out);
    return 0;
  }
}

package io.jackdaw.cli.offline;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code zkSnapshotRecursiveSummaryToolkit.sh FILE PATH DEPTH}: sizes below the upper levels. */
@Command(name = "zk-snapshot-summary", hidden = true)
public final class ZkSnapshotSummary implements Callable<Integer> {
  @Mixin SummaryOptions options = new SummaryOptions();

  @Override
  public Integer call() {
    options.print();
    return 0;
  }
}

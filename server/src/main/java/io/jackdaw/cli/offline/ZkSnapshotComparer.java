package io.jackdaw.cli.offline;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zkSnapshotComparer.sh -l FILE -r FILE}: what differs between two snapshots of ours. */
@Command(name = "zk-snapshot-compare", hidden = true)
public final class ZkSnapshotComparer implements Callable<Integer> {
  @Option(
      names = {"-l", "--left"},
      required = true)
  Path left = Path.of("");

  @Option(
      names = {"-r", "--right"},
      required = true)
  Path right = Path.of("");

  @Option(
      names = {"-b", "--bytes"},
      description = "taken and not needed: every difference is printed")
  int bytes;

  @Option(
      names = {"-n", "--nodes"},
      description = "taken and not needed: every difference is printed")
  int nodes;

  @Option(
      names = {"-d", "--debug"},
      description = "taken and not needed: every difference is printed")
  boolean debug;

  @Override
  public Integer call() {
    new SnapshotComparison(OfflineTree.read(left), OfflineTree.read(right)).print(System.out);
    return 0;
  }
}

package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.consensus.local.Purge;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.node.PropertiesFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code zkCleanup.sh -n COUNT}: deletes all but the newest snapshots of the server that {@code
 * zoo.cfg} describes, and the journal that only they need; also while it runs.
 */
@Command(name = "zk-cleanup", hidden = true)
final class ZkCleanup implements Callable<Integer> {
  private static final int LEAST = 3;

  @Option(names = "-n", paramLabel = "count")
  int keep = LEAST;

  @Override
  public Integer call() {
    if (keep < LEAST) {
      throw new Failure("count should be greater than or equal to 3", "zkCleanup.sh -n 3");
    }
    Map<String, String> settings = PropertiesFile.read(ZooCfgFile.named(""));
    Path snapshots = ZooCfgFile.dataDir(settings);
    String journal = settings.get("dataLogDir");
    Purge.run(new LocalDisk(), journal == null ? snapshots : Path.of(journal), snapshots, keep);
    return 0;
  }
}

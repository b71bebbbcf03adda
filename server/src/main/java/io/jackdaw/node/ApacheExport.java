package io.jackdaw.node;

import io.jackdaw.consensus.local.JournalConfig;
import io.jackdaw.consensus.local.JournalLog;
import io.jackdaw.consensus.raft.StoppedEnsembleLog;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import io.jackdaw.zookeeper.StoppedService;
import java.nio.file.Path;

/** Turns the data of a stopped coordination service into a {@code dataDir} of Apache ZooKeeper. */
public final class ApacheExport {
  private ApacheExport() {}

  /**
   * What was written.
   *
   * @param znodes as ZooKeeper counts them
   */
  public record Written(Path snapshot, long zxid, int znodes) {}

  /**
   * Writes a new directory; the old one stays, but for a torn end that the next start would cut
   * too. Of a server of an ensemble all is written that its log has, also what a majority may lack.
   *
   * @throws StorageException if a server uses the data, it cannot be read, or {@code target} holds
   *     data already
   */
  public static Written write(Path dataDir, Path dataLogDir, Path target) {
    Disk disk = new LocalDisk();
    Path ensemble = dataLogDir.resolve(EnsembleServer.DIRECTORY);
    StoppedService state =
        new StoppedService(
            disk.exists(ensemble)
                ? new StoppedEnsembleLog(ensemble, disk, Clock.system())
                : journal(dataDir, dataLogDir, disk));
    Path snapshot = state.exportTo(disk, target);
    return new Written(snapshot, state.zxid(), state.znodes());
  }

  private static JournalLog journal(Path dataDir, Path dataLogDir, Disk disk) {
    return new JournalLog(
        JournalConfig.defaults(dataLogDir).withSnapshotDirectory(dataDir),
        disk,
        Clock.system(),
        failure -> {},
        () -> {
          throw new StorageException(
              "There is no journal of a coordination service in " + dataLogDir);
        });
  }
}

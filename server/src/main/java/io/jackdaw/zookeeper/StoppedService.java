package io.jackdaw.zookeeper;

import io.jackdaw.consensus.ReplicatedLog;
import io.jackdaw.disk.Disk;
import io.jackdaw.zookeeper.apache.SnapshotDirectory;
import io.jackdaw.zookeeper.op.Operations;
import io.jackdaw.zookeeper.session.SessionEvents;
import io.jackdaw.zookeeper.session.SessionTable;
import io.jackdaw.zookeeper.tree.TreeSnapshot;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import io.jackdaw.zookeeper.watch.Watches;
import java.nio.file.Path;

/** What a coordination service left in its log: its state, with nobody to serve it to. */
public final class StoppedService {
  private final ZnodeTree tree = new ZnodeTree();
  private final SessionTable sessions = new SessionTable();

  /**
   * Reads the state; blocks.
   *
   * @param log not started yet; started and closed here
   * @throws io.jackdaw.disk.StorageException if the log cannot be read, or a server uses it
   */
  public StoppedService(ReplicatedLog log) {
    try (log) {
      log.start(
          new TreeStateMachine(
              tree, new Watches(), sessions, new Operations(false), SessionEvents.UNHEARD));
    }
  }

  public long zxid() {
    return tree.lastZxid();
  }

  /** Number of znodes as ZooKeeper counts them. */
  public int znodes() {
    return tree.count();
  }

  /**
   * Writes a {@code dataDir} for Apache ZooKeeper.
   *
   * @return the snapshot's path
   * @throws io.jackdaw.disk.StorageException if there is data already, or it cannot be written
   */
  public Path exportTo(Disk disk, Path dataDir) {
    try (TreeSnapshot snapshot = tree.snapshot(sessions.copy())) {
      return new SnapshotDirectory(disk, dataDir).write(snapshot);
    }
  }
}

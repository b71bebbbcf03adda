package io.jackdaw.zookeeper;

import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.Disk;
import io.jackdaw.zookeeper.apache.Takeover;
import io.jackdaw.zookeeper.session.OpenSession;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a new journal begins with: the data of an Apache ZooKeeper server in the same directory. */
public final class TakenOver {
  private TakenOver() {}

  /**
   * The state that Apache ZooKeeper left in the configured directories, or null if there is none.
   *
   * @throws io.jackdaw.disk.StorageException if it cannot be read whole; the message says what to
   *     do
   */
  public static StateMachine.@Nullable Snapshot from(
      CoordinationConfig.Storage storage, Disk disk) {
    Takeover.State found =
        new Takeover(disk, storage.dataDir(), storage.dataLogDir(), storage.trustEmpty()).read();
    if (found == null) {
      return null;
    }
    Map<Long, OpenSession> sessions = new HashMap<>();
    found.sessions().forEach((id, timeoutMs) -> sessions.put(id, new OpenSession(timeoutMs, 0)));
    return new WrittenTree(found.tree().snapshot(sessions), () -> {});
  }
}

package io.jackdaw.compat.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.ZooKeeperSession;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.ConnectionLossException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.Test;

/** The packaged server on a disk that cannot keep what the kernel has taken. */
final class FailedSyncTest {
  private static final byte[] DATA = new byte[100_000];

  private int acknowledged;

  @Test
  void endsTheProcessAndNothingAcknowledgedIsLost() throws Exception {
    try (FailingDisk disk = FailingDisk.mount();
        JackdawProcess server =
            JackdawProcess.in(
                disk.root(), "failed-sync", Map.of("offsets.topic.num.partitions", "1"))) {
      try (ZooKeeperSession session = ZooKeeperSession.open(server.connectString())) {
        session.client().create("/z", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        disk.fail();
        assertThatThrownBy(() -> writeForEver(session)).isInstanceOf(ConnectionLossException.class);
      }
      Outcome end = server.awaitEnd();
      assertThat(end.exitCode()).isEqualTo(1);
      assertThat(server.log()).contains("Cannot fsync", "The node stops at once");

      disk.heal();
      server.start();
      try (ZooKeeperSession session = ZooKeeperSession.open(server.connectString())) {
        assertThat(session.client().exists("/z", false).getVersion())
            .isBetween(acknowledged, acknowledged + 1);
      }
    }
  }

  private void writeForEver(ZooKeeperSession session) throws Exception {
    while (true) {
      acknowledged = session.client().setData("/z", DATA, -1).getVersion();
    }
  }
}

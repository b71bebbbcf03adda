package io.jackdaw.compat.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;

/** The audit log: every line as Apache's server writes it, but for the numbers of sessions. */
class AuditTest {
  private static final byte[] DATA = {1};

  @Test
  void everyChangeIsWrittenDownWithWhoMadeIt() {
    List<String> lines = Maker.sameOnBoth(AuditTest::audited, "audit.enable=true");

    assertThat(lines)
        .contains(
            "session=S\tuser=127.0.0.1\tip=127.0.0.1\toperation=create\tznode=/a"
                + "\tznode_type=persistent\tresult=success")
        .hasSizeGreaterThan(12);
  }

  private static void audited(ServerProcess server, List<String> said) {
    try (Guest guest = Guest.stranger(server)) {
      change(guest.client());
      guest.addAuth("digest", "alice:secret");
      guest.create("/hers", Perms.ALL, "auth", "");
    }
    try (Guest other = Guest.stranger(server)) {
      other.set("/hers");
      other.get("/hers");
    }
    said.addAll(lines(server));
  }

  private static void change(ZooKeeper client) {
    try {
      client.create("/a", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      client.create("/a/s-", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
      client.create("/c", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.CONTAINER);
      client.setData("/a", DATA, -1);
      client.setACL("/a", new ArrayList<>(Ids.READ_ACL_UNSAFE), -1);
      client.delete("/c", -1);
      client.multi(
          List.of(
              Op.create("/m", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
              Op.create("/m/s-", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL),
              Op.check("/m", -1),
              Op.setData("/m", DATA, -1),
              Op.delete("/m/s-0000000000", -1)));
      refused(() -> client.create("/a", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL));
      refused(() -> client.delete("/none", -1));
      refused(() -> client.setData("/m", DATA, 77));
      refused(() -> client.multi(List.of(Op.delete("/m", -1), Op.delete("/none", -1))));
    } catch (KeeperException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A step that the server does not do. */
  private interface Step {
    void run() throws KeeperException, InterruptedException;
  }

  private static void refused(Step step) throws InterruptedException {
    try {
      step.run();
      throw new AssertionError("was done");
    } catch (KeeperException expected) {
      // As it should be.
    }
  }

  private static List<String> lines(ServerProcess server) {
    return server
        .log()
        .lines()
        .filter(line -> line.contains("\toperation="))
        .map(line -> line.replaceFirst(".*?(session=|user=)", "$1"))
        .map(line -> line.replaceFirst("session=0x[0-9a-f]+", "session=S").strip())
        // Apache keeps them in a set, so that their order means nothing.
        .map(line -> line.replace("user=alice,127.0.0.1", "user=127.0.0.1,alice"))
        .toList();
  }
}

package io.jackdaw.compat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.JavaTool;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.ServerUnderTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Apache ZooKeeper 3.9.5's {@code ZooKeeperMain}: one-shot commands, and a script on its input. */
class ZooKeeperMainTest {
  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  @Test
  void oneShotCommandsDoAsTheyAreTold() {
    assertThat(zkCli("create", "/one", "first").everything()).contains("Created /one");
    assertThat(zkCli("get", "/one").succeeded().lines()).contains("first");
    zkCli("set", "/one", "second").succeeded();
    assertThat(zkCli("get", "-s", "/one").succeeded().lines())
        .contains("second", "dataVersion = 1", "dataLength = 6");
    assertThat(zkCli("create", "-s", "/one/item-", "x").everything())
        .contains("Created /one/item-0000000000");
    assertThat(zkCli("ls", "/one").succeeded().lines()).contains("[item-0000000000]");
    assertThat(zkCli("stat", "/one").succeeded().lines())
        .contains("numChildren = 1", "cversion = 1", "ephemeralOwner = 0x0");
    assertThat(zkCli("delete", "/one").everything()).contains("Node not empty: /one");
    zkCli("deleteall", "/one").succeeded();
    assertThat(zkCli("get", "/one").everything()).contains("Node does not exist: /one");
  }

  @Test
  void ephemeralZnodeOfAOneShotEndsWithItsSession() {
    // The tool exits without closing its session: the server has to notice by itself.
    zkCli("-timeout", "4000", "create", "-e", "/passing", "x").succeeded();

    await()
        .atMost(20, SECONDS)
        .until(() -> !zkCli("ls", "/").succeeded().out().contains("passing"));
  }

  @Test
  void aScriptOnItsInputSeesVersionsAclsAndWatches() {
    Outcome session =
        tool()
            .runWithInput(
                """
                create /script data
                get -w /script
                set /script changed
                set -v 7 /script never
                getAcl /script
                setAcl /script world:anyone:cdr
                getAcl /script
                addWatch /script
                create -e /script/child x
                getEphemerals /script
                getAllChildrenNumber /
                sync /script
                quit
                """,
                "-server",
                SERVER.connectString());

    assertThat(session.everything())
        .contains("Created /script")
        .contains("type:NodeDataChanged path:/script")
        .contains("version No is not valid : /script")
        .contains("'world,'anyone")
        .contains(": cdrwa")
        .contains(": cdr")
        .contains("type:NodeCreated path:/script/child")
        .contains("[/script/child]")
        .contains("Sync is OK");
  }

  @Test
  void bootZnodesAreThere() {
    assertThat(zkCli("ls", "/zookeeper").succeeded().lines()).contains("[config, quota]");
  }

  private static Outcome zkCli(String... command) {
    return tool()
        .run(
            Stream.concat(Stream.of("-server", SERVER.connectString()), Stream.of(command))
                .toArray(String[]::new));
  }

  private static JavaTool tool() {
    return JavaTool.of("zookeeper-3.9", "org.apache.zookeeper.ZooKeeperMain");
  }
}

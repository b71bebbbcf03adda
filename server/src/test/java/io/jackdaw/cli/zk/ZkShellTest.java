package io.jackdaw.cli.zk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ZkShellTest {
  @Test
  void quotesKeepBlanksTogether() {
    assertThat(ZkShell.words("create /a 'hello world'  \"x y\" z"))
        .containsExactly("create", "/a", "hello world", "x y", "z");
    assertThat(ZkShell.words("   ")).isEmpty();
    assertThat(ZkShell.words("set /a '")).startsWith("set", "/a");
  }

  @Test
  void knowsTheCommandsOfTheOriginal() {
    ZkShell shell =
        new ZkShell(
            new ZkConnection(
                new ZkConnection.Settings("localhost:1", 1_000, false, false, true, null)));

    assertThat(shell.names())
        .contains(
            "create",
            "ls",
            "get",
            "set",
            "stat",
            "delete",
            "deleteall",
            "getAcl",
            "setAcl",
            "addauth",
            "sync",
            "addWatch",
            "removewatches",
            "config",
            "connect",
            "close",
            "history",
            "redo",
            "printwatches",
            "quit",
            "version",
            "whoami",
            "getEphemerals",
            "getAllChildrenNumber",
            "listquota",
            "setquota",
            "delquota",
            "reconfig");
  }

  @Test
  void anUnknownCommandEndsWith127() {
    ZkShell shell =
        new ZkShell(
            new ZkConnection(
                new ZkConnection.Settings("localhost:1", 1_000, false, false, true, null)));

    assertThat(shell.run(java.util.List.of("bogus"))).isEqualTo(127);
  }
}

package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jackdaw.compat.rig.ExternalProcess;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerUnderTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * ZooKeeper's clients in Python (kazoo) and C (Apache's), as Debian packages them, and in
 * JavaScript (node-zookeeper-client), from npm.
 */
class OtherZooKeeperClientsTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final Path HEADER = Path.of("/usr/include/zookeeper/zookeeper.h");
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  @Test
  void kazoosRecipesWork() throws Exception {
    assumeTrue(
        Files.exists(PYTHON) && run(PYTHON.toString(), "-c", "import kazoo").exitCode() == 0,
        "kazoo is not installed: apt-get install python3-kazoo");

    Outcome recipes = run(PYTHON.toString(), resource("recipes.py"), SERVER.connectString());

    assertThat(recipes.succeeded().lines())
        .containsExactly(
            "lock: 20 turns, 1 at a time",
            "semaphore: third enters: False",
            "election: led by a and b",
            "barrier: False while held, True then",
            "double_barrier: in in, 4",
            "party: one two then one",
            "queue: high low",
            "locking_queue: 1 held, 2 for others",
            "counter: 20",
            "watches: seen",
            "transaction: str ZnodeStat; RolledBackError NoNodeError; y",
            "access: read as x",
            "errors: NodeExistsError BadVersionError");
  }

  @Test
  void apachesClientInCWorks() throws Exception {
    assumeTrue(
        Files.exists(HEADER),
        "Apache's C client is not installed: apt-get install libzookeeper-mt-dev");
    Path program = Places.freshFolder("c-client").resolve("client");
    run("gcc", "-DTHREADED", "-o", program.toString(), resource("client.c"), "-lzookeeper_mt")
        .succeeded();

    assertThat(run(program.toString(), SERVER.connectString()).succeeded().lines())
        .containsExactly(
            "create: ok",
            "create again: node exists",
            "sequence: ok",
            "named /c/s-0000000000",
            "get and watch: ok",
            "read one, 1 child",
            "set: ok",
            "1 event",
            "set by version: bad version",
            "children: ok",
            "1: s-0000000000",
            "multi: no node",
            "exists: no node",
            "hers: ok",
            "stranger: not authenticated",
            "delete: ok",
            "not empty: not empty",
            "close: ok");
  }

  @Test
  void theClientInJavaScriptWorks() throws Exception {
    String given = System.getenv("NODE_PATH");
    Map<String, String> modules =
        Map.of("NODE_PATH", given == null ? "/usr/lib/node_modules" : given);
    assumeTrue(
        run(modules, "/usr/bin/env", "node", "-e", "require('node-zookeeper-client')").exitCode()
            == 0,
        "the client is not installed: npm install -g node-zookeeper-client");

    Outcome seen =
        run(modules, "/usr/bin/env", "node", resource("znodes.js"), SERVER.connectString());

    assertThat(seen.succeeded().lines())
        .containsExactly(
            "create: /js; again: NODE_EXISTS",
            "read: one, version 0",
            "set: version 1; by an old version: BAD_VERSION",
            "sequence: s-0000000000 s-0000000001",
            "not empty: NOT_EMPTY",
            "data watch: NODE_DATA_CHANGED /js",
            "child watch: NODE_CHILDREN_CHANGED /js",
            "exists watch: NODE_CREATED /js/later",
            "ephemeral: its owner's, gone with it",
            "transaction: 5 results; refused: NO_NODE, nothing left",
            "access: a stranger NO_AUTH, the owner reads secret",
            "900000 bytes: all of them",
            "same session after a lost connection: true");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = OtherZooKeeperClientsTest.class.getResourceAsStream("/clients/" + name)) {
      Path file = Places.freshFolder("clients").resolve(name);
      Files.copy(Objects.requireNonNull(in), file);
      return file.toString();
    }
  }

  private static Outcome run(String... command) {
    return run(Map.of(), command);
  }

  private static Outcome run(Map<String, String> environment, String... command) {
    Path program = Path.of(command[0]).getFileName();
    try (ExternalProcess process =
        ExternalProcess.start(
            String.valueOf(program), Places.target(), environment, List.of(command))) {
      process.feed("");
      return process.await(PATIENCE);
    }
  }
}

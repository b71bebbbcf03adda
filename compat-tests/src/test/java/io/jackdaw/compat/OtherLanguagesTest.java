package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jackdaw.compat.rig.ExternalProcess;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Groups with clients that share no code with Apache's: python-kafka and kafkajs. */
class OtherLanguagesTest {
  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String KAFKAJS = "kafkajs@2.2.4";
  private static final List<String> NODE = List.of("/usr/bin/env", "node");
  private static final Path NODE_MODULES = Path.of("/usr/lib/node_modules");

  @Test
  void twoMembersInPythonShareATopic() throws Exception {
    List<String> python = List.of("/usr/bin/python3");
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/python3"))
            && run(python, Map.of(), "-c", "import kafka").exitCode() == 0,
        "python-kafka is not installed: apt-get install python3-kafka");
    createTopic("python");

    Outcome outcome =
        run(python, Map.of(), script("groups.py"), SERVER.bootstrapServers(), "python");

    assertThat(outcome.succeeded().out()).contains("seen 40 shares [2, 2]", "committed 40");
  }

  @Test
  void twoMembersInNodeShareATopic() throws Exception {
    Map<String, String> modules = kafkajs();
    createTopic("node");

    Outcome outcome = run(NODE, modules, script("groups.js"), SERVER.bootstrapServers(), "node");

    assertThat(outcome.succeeded().out())
        .contains("seen 40 shares [ 2, 2 ]", "committed 40", "state Empty");
  }

  @Test
  void transactionsInNodeAreCommittedAbortedAndFenced() throws Exception {
    Map<String, String> modules = kafkajs();
    createTopic("node-from");
    createTopic("node-to");

    Outcome outcome =
        run(
            NODE,
            modules,
            script("transactions.js"),
            SERVER.bootstrapServers(),
            "node-from",
            "node-to");

    assertThat(outcome.succeeded().out())
        .contains("committed 16 true", "all 24", "offset 3")
        .containsPattern("refused (PRODUCER_FENCED|INVALID_PRODUCER_EPOCH)");
  }

  /** Where Node finds kafkajs: where the machine has it, or else where npm puts it for us. */
  private static Map<String, String> kafkajs() throws Exception {
    assumeTrue(
        run(List.of("/usr/bin/env"), Map.of(), "npm", "--version").exitCode() == 0,
        "npm is not installed: apt-get install npm");
    Path own = Places.target().resolve("npm");
    Path modules = own.resolve("node_modules");
    for (String path : List.of(nodePath(), modules.toString())) {
      Map<String, String> environment = Map.of("NODE_PATH", path);
      if (run(NODE, environment, "-e", "require('kafkajs')").exitCode() == 0) {
        return environment;
      }
    }
    Files.createDirectories(own);
    run(
            List.of("/usr/bin/env"),
            Map.of(),
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--prefix",
            own.toString(),
            KAFKAJS)
        .succeeded();
    return Map.of("NODE_PATH", modules.toString());
  }

  private static String nodePath() {
    String given = System.getenv("NODE_PATH");
    return given == null ? NODE_MODULES.toString() : given;
  }

  private static void createTopic(String name) throws Exception {
    try (Admin admin = new KafkaClients(SERVER.bootstrapServers()).admin()) {
      admin.createTopics(List.of(new NewTopic(name, 4, (short) 1))).all().get();
    }
  }

  private static String script(String name) {
    return Path.of("src/test/resources/clients", name).toAbsolutePath().toString();
  }

  private static Outcome run(
      List<String> program, Map<String, String> environment, String... arguments) {
    List<String> command = Stream.concat(program.stream(), List.of(arguments).stream()).toList();
    try (ExternalProcess process =
        ExternalProcess.start("client", Places.target(), environment, command)) {
      return process.await(PATIENCE);
    }
  }
}

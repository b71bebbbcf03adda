package io.jackdaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StartCommandTest {
  @Test
  void listensOnThisMachineOnlyUnlessTold() {
    assertThat(settings())
        .containsEntry("listeners", "PLAINTEXT://localhost:9092")
        .containsEntry("coordination.clientPortAddress", "localhost");
    assertThat(settings("--host", "10.0.0.7", "--kafka-port", "0", "--zookeeper-port", "0"))
        .containsEntry("listeners", "PLAINTEXT://10.0.0.7:0")
        .containsEntry("coordination.clientPortAddress", "10.0.0.7")
        .containsEntry("coordination.clientPort", "0");
  }

  @Test
  void theCommandLineWinsOverTheFile(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("jackdaw.properties"),
            "listeners=PLAINTEXT://:7000\nnum.partitions=3\ncoordination.clientPort=7001\n");

    assertThat(settings("--config", file.toString()))
        .containsEntry("listeners", "PLAINTEXT://:7000")
        .containsEntry("coordination.clientPort", "7001");
    assertThat(
            settings(
                "--config",
                file.toString(),
                "--kafka-port",
                "7002",
                "--override",
                "num.partitions=5"))
        .containsEntry("listeners", "PLAINTEXT://localhost:7002")
        .containsEntry("num.partitions", "5");
  }

  private static Map<String, String> settings(String... args) {
    StartCommand command = new StartCommand();
    new CommandLine(command).parseArgs(args);
    return command.settings();
  }
}

package io.jackdaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
  @Test
  void findsTheLivingProcess(@TempDir Path directory) {
    PidFile file = new PidFile(directory.resolve("deeper/jackdaw.pid"));
    file.write(ProcessHandle.current().pid());

    assertThat(file.process()).contains(ProcessHandle.current());
    file.delete();
    assertThat(file.process()).isEmpty();
  }

  @Test
  void aDeadOrForeignOrBrokenFileMeansNobodyRuns(@TempDir Path directory) throws Exception {
    assertThat(new PidFile(Files.writeString(directory.resolve("dead"), "999999999")).process())
        .isEmpty();
    assertThat(new PidFile(Files.writeString(directory.resolve("broken"), "x")).process())
        .isEmpty();
    assertThat(new PidFile(Files.writeString(directory.resolve("init"), "1")).process()).isEmpty();
  }

  @Test
  void listeningIsBelievedOnlyFromTheRunningProcess(@TempDir Path directory) throws Exception {
    DataDirectory data = new DataDirectory(directory);
    ReadyFile.write(data.listeningFile(), Map.of("kafka", "localhost:9092"));
    assertThat(data.listening()).isEmpty();

    data.pidFile().write(ProcessHandle.current().pid());
    assertThat(data.listening())
        .hasValueSatisfying(said -> assertThat(said).containsEntry("kafka", "localhost:9092"));
  }
}

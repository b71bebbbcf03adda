package io.jackdaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZkInitializeTest {
  @Test
  void makesDirectoriesAndMyidAndKeepsData(@TempDir Path directory) throws Exception {
    Path data = directory.resolve("data");
    Path config =
        Files.writeString(
            directory.resolve("my.cfg"),
            "dataDir=" + data + "\ndataLogDir=" + directory.resolve("log") + "\n");

    assertThat(Main.run("zk-initialize", "--configfile", config.toString(), "--myid", "7"))
        .isZero();
    assertThat(Files.readString(data.resolve("myid"))).isEqualTo("7\n");
    assertThat(directory.resolve("log")).isDirectory();

    Path snapshot = Files.createFile(data.resolve("snapshot-0000000000000001.snap"));
    assertThat(Main.run("zk-initialize", "--configfile", config.toString())).isNotZero();
    assertThat(snapshot).exists();
    assertThat(Main.run("zk-initialize", "--configfile", config.toString(), "--force")).isZero();
    assertThat(snapshot).doesNotExist();
  }
}

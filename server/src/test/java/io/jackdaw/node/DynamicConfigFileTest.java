package io.jackdaw.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DynamicConfigFileTest {
  @TempDir Path directory;

  @Test
  void itsLinesAreAddedAsIfTheyStoodInTheOtherFile() throws IOException {
    Path file = directory.resolve("zoo.cfg.dynamic");
    Files.writeString(
        file, "version=100000000\nserver.1=a:2888:3888:participant;0.0.0.0:2181\nserver.2=b:1:2\n");

    Map<String, String> added =
        DynamicConfigFile.added(Map.of("dataDir", "/d", "dynamicConfigFile", file.toString()));

    assertThat(added)
        .isEqualTo(
            Map.of(
                "dataDir", "/d",
                "server.1", "a:2888:3888:participant;0.0.0.0:2181",
                "server.2", "b:1:2"));
  }

  @Test
  void serversInBothFilesAreRefused() {
    assertThatThrownBy(
            () -> DynamicConfigFile.added(Map.of("dynamicConfigFile", "f", "server.1", "a:1:2")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("dynamicConfigFile");
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    String file = directory.resolve("none").toString();

    assertThatThrownBy(() -> DynamicConfigFile.added(Map.of("dynamicConfigFile", file)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file);
  }

  @Test
  void withoutTheKeyNothingChanges() {
    assertThat(DynamicConfigFile.added(Map.of("dataDir", "/d"))).isEqualTo(Map.of("dataDir", "/d"));
  }
}

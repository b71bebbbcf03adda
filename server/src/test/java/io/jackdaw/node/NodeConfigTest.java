package io.jackdaw.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigTest {
  private static final Path DATA = Path.of("data");

  @Test
  void nothingGivenMeansBothServicesUnderTheDataDirectory() {
    NodeConfig config = NodeConfig.both(Map.of(), DATA, false);

    assertThat(config.coordination())
        .hasValue(Map.of("dataDir", "data/coordination", "clientPort", "2181"));
    assertThat(config.broker()).hasValue(Map.of("log.dirs", "data/broker"));
  }

  @Test
  void prefixedKeysGoToTheCoordinationServiceAndAllOthersToTheBroker() {
    NodeConfig config =
        NodeConfig.both(
            Map.of("coordination.tickTime", "500", "num.partitions", "3", "data.dir", "/d"),
            DATA,
            true);

    assertThat(config.inMemory()).isTrue();
    assertThat(config.coordination().orElseThrow())
        .containsEntry("tickTime", "500")
        .containsEntry("dataDir", "/d/coordination");
    assertThat(config.broker().orElseThrow())
        .isEqualTo(Map.of("num.partitions", "3", "log.dirs", "/d/broker"));
  }

  @Test
  void aCoordinationServiceElsewhereMakesThisABrokerAlone() {
    NodeConfig config = NodeConfig.both(Map.of("zookeeper.connect", "zk:2181"), DATA, false);

    assertThat(config.coordination()).isEmpty();
    assertThat(config.broker().orElseThrow()).containsEntry("zookeeper.connect", "zk:2181");
  }

  @Test
  void aNodeThatRunsNothingIsRefused() {
    assertThatThrownBy(() -> new NodeConfig(Optional.empty(), Optional.empty(), false))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void readsAFileOfKeysAndTrimsItsValues(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("zoo.cfg"), "# c\ntickTime=2000 \nx = y\n");

    assertThat(PropertiesFile.read(file)).isEqualTo(Map.of("tickTime", "2000", "x", "y"));
    assertThatThrownBy(() -> PropertiesFile.read(directory.resolve("none")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none");
  }
}

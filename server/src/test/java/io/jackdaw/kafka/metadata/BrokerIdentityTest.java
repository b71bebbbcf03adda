package io.jackdaw.kafka.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class BrokerIdentityTest {
  private static final Path DIRECTORY = Path.of("/data");

  @Test
  void newDirectoryTakesTheConfiguredId() {
    assertThat(BrokerIdentity.agree(5, "cluster", Map.of(DIRECTORY, Map.of()))).isEqualTo(5);
  }

  @Test
  void directoryRemembersAnIdThatWasGenerated() {
    assertThat(BrokerIdentity.agree(-1, "cluster", Map.of(DIRECTORY, meta("1001", "cluster"))))
        .isEqualTo(1001);
  }

  @Test
  void idIsGeneratedWhenNobodyKnowsOne() {
    assertThat(BrokerIdentity.agree(-1, "cluster", Map.of(DIRECTORY, Map.of()))).isEqualTo(-1);
  }

  @Test
  void dataOfAnotherClusterIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> BrokerIdentity.agree(1, "new", Map.of(DIRECTORY, meta("1", "old"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("The data in /data belongs to cluster old")
        .hasMessageContaining("zookeeper.connect")
        .hasMessageContaining("delete /data/meta.properties");
  }

  @Test
  void dataOfAnotherBrokerIsRefused() {
    assertThatThrownBy(
            () -> BrokerIdentity.agree(2, "cluster", Map.of(DIRECTORY, meta("1", "cluster"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("[1, 2]");
  }

  @Test
  void metaPropertiesKeepWhatIsThere() {
    assertThat(BrokerIdentity.metaProperties(Map.of("directory.id", "x"), 3, "cluster"))
        .isEqualTo(
            Map.of("version", "0", "broker.id", "3", "cluster.id", "cluster", "directory.id", "x"));
  }

  private static Map<String, String> meta(String broker, String cluster) {
    return Map.of("version", "0", "broker.id", broker, "cluster.id", cluster);
  }
}

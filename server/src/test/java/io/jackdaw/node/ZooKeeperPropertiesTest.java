package io.jackdaw.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ZooKeeperPropertiesTest {
  @Test
  void systemPropertiesAreReadAsZooKeeperReadsThem() {
    Properties system = new Properties();
    system.setProperty("zookeeper.snapCount", "7");
    system.setProperty("zookeeper.4lw.commands.whitelist", "*");
    system.setProperty("jute.maxbuffer", "2048");
    system.setProperty("zookeeper.dataDir", "/not/from/here");
    system.setProperty("java.version", "25");

    assertThat(ZooKeeperProperties.with(Map.of("dataDir", "/d"), system))
        .isEqualTo(
            Map.of(
                "dataDir", "/d",
                "snapCount", "7",
                "4lw.commands.whitelist", "*",
                "jute.maxbuffer", "2048"));
  }

  @Test
  void theFileWinsOverThem() {
    Properties system = new Properties();
    system.setProperty("zookeeper.snapCount", "7");
    system.setProperty("zookeeper.skipACL", "yes");

    assertThat(
            ZooKeeperProperties.with(Map.of("snapCount", "8", "zookeeper.skipACL", "no"), system))
        .isEqualTo(Map.of("snapCount", "8", "zookeeper.skipACL", "no"));
  }
}

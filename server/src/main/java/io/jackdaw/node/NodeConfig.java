package io.jackdaw.node;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one process runs: a coordination service, a broker, or both.
 *
 * @param coordination keys of {@code zoo.cfg}; empty when this node runs no coordination service
 * @param broker keys of {@code server.properties}; empty when this node runs no broker
 * @param inMemory nothing is ever written to a disk; paths are names only
 */
public record NodeConfig(
    Optional<Map<String, String>> coordination,
    Optional<Map<String, String>> broker,
    boolean inMemory) {
  /**
   * Prefix of {@code zoo.cfg}'s keys in {@code jackdaw.properties}; all others are the broker's.
   */
  public static final String COORDINATION_PREFIX = "coordination.";

  private static final String DATA_DIR = "data.dir";

  public NodeConfig {
    if (coordination.isEmpty() && broker.isEmpty()) {
      throw new ConfigException("A node needs a coordination service, a broker, or both");
    }
  }

  /** A coordination service alone, configured by {@code zoo.cfg}. */
  public static NodeConfig coordination(Map<String, String> zooCfg) {
    return new NodeConfig(Optional.of(Map.copyOf(zooCfg)), Optional.empty(), false);
  }

  /** A broker alone, configured by {@code server.properties}. */
  public static NodeConfig broker(Map<String, String> serverProperties) {
    return new NodeConfig(Optional.empty(), Optional.of(Map.copyOf(serverProperties)), false);
  }

  /**
   * Both in one process, configured by one set of keys: {@code coordination.*} are {@code
   * zoo.cfg}'s keys, {@code data.dir} is where both keep their data, and all others are the
   * broker's. What is not given has a default that does not hurt; {@code zookeeper.connect} is
   * filled in at start unless it is given, which makes this a broker alone.
   *
   * @param dataDir used when the keys name no directories of their own
   */
  public static NodeConfig both(Map<String, String> properties, Path dataDir, boolean inMemory) {
    Map<String, String> coordination = new HashMap<>();
    Map<String, String> broker = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(COORDINATION_PREFIX)) {
            coordination.put(key.substring(COORDINATION_PREFIX.length()), value);
          } else if (!key.equals(DATA_DIR)) {
            broker.put(key, value);
          }
        });
    Path root = properties.containsKey(DATA_DIR) ? Path.of(properties.get(DATA_DIR)) : dataDir;
    coordination.putIfAbsent("dataDir", root.resolve("coordination").toString());
    coordination.putIfAbsent("clientPort", "2181");
    if (!broker.containsKey("log.dir")) {
      broker.putIfAbsent("log.dirs", root.resolve("broker").toString());
    }
    boolean elsewhere = broker.containsKey("zookeeper.connect");
    return new NodeConfig(
        elsewhere ? Optional.empty() : Optional.of(Map.copyOf(coordination)),
        Optional.of(Map.copyOf(broker)),
        inMemory);
  }
}

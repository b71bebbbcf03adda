package io.jackdaw.node;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A running node: a coordination service, a broker, or both, in this process.
 *
 * <pre>{@code
 * try (Jackdaw jackdaw = Jackdaw.builder().dataDir(dir).kafkaPort(0).zookeeperPort(0).start()) {
 *   producer.put("bootstrap.servers", jackdaw.bootstrapServers());
 *   new ZooKeeper(jackdaw.connectString(), 10_000, watcher);
 * }
 * }</pre>
 *
 * <p>Any number in one JVM. When {@code start} returns, both protocols are served. Closing stops
 * the broker, then the coordination service, and leaves no thread and no open file behind; any
 * thread, any number of times.
 */
public final class Jackdaw implements AutoCloseable {
  /** The version of this software. */
  public static final String VERSION = "0.1.0";

  private Jackdaw() {}

  /** Starts what {@code config} names. */
  public static Jackdaw start(NodeConfig config) {
    throw new ConfigException("not wired yet: " + config);
  }

  /** Begins an embedded node with both services. */
  public static Builder builder() {
    return new Builder();
  }

  /** {@code host:port} for Kafka clients. */
  public String bootstrapServers() {
    return "";
  }

  /** {@code host:port} for ZooKeeper clients. */
  public String connectString() {
    return "";
  }

  @Override
  public void close() {}

  /** What an embedded node is started with; every setting has a default. One thread. */
  public static final class Builder {
    private final Map<String, String> properties = new HashMap<>();
    private Path dataDir = Path.of("jackdaw-data");
    private boolean inMemory;
    private int kafkaPort;

    private Builder() {}

    /** Where both services keep their data. */
    public Builder dataDir(Path directory) {
      this.dataDir = directory;
      return this;
    }

    /** Keeps everything in memory: nothing touches a disk, nothing outlives {@link #close}. */
    public Builder inMemory() {
      this.inMemory = true;
      return this;
    }

    /** Port for Kafka clients; 0, the default, picks a free one. */
    public Builder kafkaPort(int port) {
      this.kafkaPort = port;
      return this;
    }

    /** Port for ZooKeeper clients; 0, the default, picks a free one. */
    public Builder zookeeperPort(int port) {
      return coordinationProperty("clientPort", Integer.toString(port));
    }

    /** A key of Kafka's {@code server.properties}. */
    public Builder brokerProperty(String key, String value) {
      properties.put(key, value);
      return this;
    }

    /** A key of ZooKeeper's {@code zoo.cfg}. */
    public Builder coordinationProperty(String key, String value) {
      properties.put(NodeConfig.COORDINATION_PREFIX + key, value);
      return this;
    }

    /** Starts the node, on the loopback address only. */
    public Jackdaw start() {
      Map<String, String> all = new HashMap<>(properties);
      all.putIfAbsent("listeners", "PLAINTEXT://127.0.0.1:" + kafkaPort);
      all.putIfAbsent(NodeConfig.COORDINATION_PREFIX + "clientPort", "0");
      all.putIfAbsent(NodeConfig.COORDINATION_PREFIX + "clientPortAddress", "127.0.0.1");
      return Jackdaw.start(NodeConfig.both(all, dataDir, inMemory));
    }
  }
}

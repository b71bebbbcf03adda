package io.jackdaw.node;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.kafka.Broker;
import io.jackdaw.kafka.BrokerConfig;
import io.jackdaw.net.EventLoops;
import io.jackdaw.time.Clock;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

  private final EventLoops loops;
  private final @Nullable Coordination coordination;
  private final @Nullable Broker broker;
  private final @Nullable ChangeStream changes;
  private final CompletableFuture<String> failure;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Jackdaw(
      EventLoops loops,
      @Nullable Coordination coordination,
      @Nullable Broker broker,
      @Nullable ChangeStream changes,
      CompletableFuture<String> failure) {
    this.changes = changes;
    this.loops = loops;
    this.coordination = coordination;
    this.broker = broker;
    this.failure = failure;
  }

  /**
   * Starts what {@code config} names.
   *
   * @throws ConfigException if the configuration cannot be obeyed
   * @throws io.jackdaw.disk.StorageException if data or a port cannot be used
   */
  public static Jackdaw start(NodeConfig config) {
    Clock clock = Clock.system();
    Disk disk = config.inMemory() ? new MemoryDisk() : new LocalDisk();
    EventLoops loops =
        new EventLoops(Runtime.getRuntime().availableProcessors(), SystemKeys.transport());
    CompletableFuture<String> failure = new CompletableFuture<>();
    Coordination coordination = null;
    try {
      if (config.coordination().isPresent()) {
        coordination =
            Coordination.start(
                config.coordination().get(),
                disk,
                clock,
                loops,
                config.inMemory(),
                failure::complete);
      }
      Broker broker = null;
      if (config.broker().isPresent()) {
        broker =
            startBroker(config.broker().get(), coordination, disk, clock, loops, failure::complete);
        if (coordination != null) {
          coordination.alsoShow(broker::addMetrics);
        }
      }
      return new Jackdaw(loops, coordination, broker, changes(coordination, broker), failure);
    } catch (RuntimeException refused) {
      if (coordination != null) {
        coordination.close();
      }
      loops.close();
      throw refused;
    }
  }

  private static @Nullable ChangeStream changes(
      @Nullable Coordination coordination, @Nullable Broker broker) {
    if (coordination == null || !coordination.streamsChanges()) {
      return null;
    }
    if (broker == null) {
      throw new ConfigException("changeStream=true needs a broker in the same process");
    }
    return new ChangeStream(coordination, broker.bootstrapServers(), broker.id());
  }

  private static Broker startBroker(
      Map<String, String> given,
      @Nullable Coordination coordination,
      Disk disk,
      Clock clock,
      EventLoops loops,
      Consumer<String> onFailure) {
    Map<String, String> properties = new HashMap<>(given);
    if (coordination != null) {
      properties.put("zookeeper.connect", coordination.connectString());
    }
    try {
      return Broker.start(BrokerConfig.parse(properties), disk, clock, loops, onFailure);
    } catch (org.apache.kafka.common.config.ConfigException refused) {
      throw new ConfigException(String.valueOf(refused.getMessage()), refused);
    }
  }

  /** Begins an embedded node with both services. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@code host:port} for Kafka clients.
   *
   * @throws IllegalStateException if this node runs no broker
   */
  public String bootstrapServers() {
    if (broker == null) {
      throw new IllegalStateException("This node runs no broker");
    }
    return broker.bootstrapServers();
  }

  /**
   * {@code host:port} for ZooKeeper clients.
   *
   * @throws IllegalStateException if this node runs no coordination service
   */
  public String connectString() {
    if (coordination == null) {
      throw new IllegalStateException("This node runs no coordination service");
    }
    return coordination.connectString();
  }

  /**
   * {@code host:port} of the coordination service's AdminServer ({@code admin}) and of its metrics
   * for Prometheus ({@code metrics}), where they are configured and their ports could be had.
   */
  public Map<String, String> operatorAddresses() {
    return coordination == null ? Map.of() : coordination.operatorAddresses();
  }

  /**
   * Completes with the reason when this node cannot go on: its journal, or every log directory, has
   * failed, and what is on the disk is unknown until the next start. It acknowledges nothing from
   * then on; its owner should end the process, or close it. Completed on any thread; dependents
   * must not block.
   */
  public CompletionStage<String> failure() {
    return failure.minimalCompletionStage();
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    if (changes != null) {
      changes.close();
    }
    if (broker != null) {
      broker.close();
    }
    if (coordination != null) {
      coordination.close();
    }
    loops.close();
  }

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

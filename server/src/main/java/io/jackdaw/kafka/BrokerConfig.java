package io.jackdaw.kafka;

import io.jackdaw.kafka.acl.AuthorizerConfig;
import io.jackdaw.kafka.config.BrokerDefinitions;
import io.jackdaw.kafka.config.ConfigValues;
import io.jackdaw.kafka.config.CordonedDirectories;
import io.jackdaw.kafka.config.EffectiveConfigs;
import io.jackdaw.kafka.config.KnownKeys;
import io.jackdaw.kafka.config.LogDirectoryNames;
import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.kafka.metadata.ZookeeperConfig;
import io.jackdaw.net.RequestMemory;
import io.jackdaw.net.SocketSizes;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * What a broker is told by {@code server.properties}, under Kafka's keys.
 *
 * @param brokerId −1 to be given one
 * @param reservedBrokerMaxId chosen broker ids are greater
 * @param listeners where to listen; port 0 picks a free one
 * @param tls of encrypted listeners, by their names
 * @param advertisedListeners where clients are sent; a port 0 stands for the one that was picked
 * @param interBrokerListener name of the listener by which brokers reach each other
 * @param properties every key as given: components with keys of their own read theirs from here
 */
public record BrokerConfig(
    int brokerId,
    boolean generatesBrokerId,
    int reservedBrokerMaxId,
    @Nullable String rack,
    List<BrokerEndpoint> listeners,
    Map<String, ListenerTls> tls,
    List<BrokerEndpoint> advertisedListeners,
    String interBrokerListener,
    List<Path> logDirs,
    ZookeeperConfig zookeeper,
    TopicPolicy topics,
    LeadershipPolicy leadership,
    ConnectionLimits connections,
    Map<String, String> properties) {
  /**
   * How topics come and go.
   *
   * @param partitions of a topic created without saying how many
   * @param replicationFactor of a topic created without saying how many
   * @param offsetsPartitions of {@code __consumer_offsets}
   * @param offsetsReplicationFactor at most; fewer when there are fewer brokers
   */
  public record TopicPolicy(
      boolean autoCreate,
      boolean deleteEnabled,
      int partitions,
      int replicationFactor,
      int offsetsPartitions,
      int offsetsReplicationFactor,
      int offsetsSegmentBytes,
      int transactionPartitions,
      int transactionReplicationFactor,
      int transactionMinIsr,
      int transactionSegmentBytes,
      InternalTopic shareStates) {
    /**
     * A topic of the broker's own.
     *
     * @param replicationFactor at most; fewer when there are fewer brokers
     * @param minIsr at most; never more than there are replicas
     */
    public record InternalTopic(
        int partitions, int replicationFactor, int minIsr, int segmentBytes) {}
  }

  /** When leadership goes back to preferred replicas. */
  public record LeadershipPolicy(
      boolean autoRebalance, long checkIntervalMs, int imbalancePercentage) {}

  /**
   * What one connection, and all of them, may take.
   *
   * @param unfinishedBytes of all requests that arrive in parts; 0 or less for no bound
   */
  public record ConnectionLimits(
      int maxRequestBytes,
      long unfinishedBytes,
      int maxPendingRequests,
      int maxConnections,
      int maxConnectionsPerAddress,
      long idleCloseMs,
      SocketSizes sockets) {
    public ConnectionLimits {
      if (unfinishedBytes > 0 && unfinishedBytes < maxRequestBytes) {
        throw new ConfigException(
            "queued.max.request.bytes must be larger or equal to socket.request.max.bytes");
      }
    }

    /** What all listeners share; null if there is no bound. */
    public @Nullable RequestMemory memory() {
      return unfinishedBytes > 0 ? new RequestMemory(unfinishedBytes) : null;
    }
  }

  public BrokerConfig {
    listeners = List.copyOf(listeners);
    tls = Map.copyOf(tls);
    advertisedListeners = List.copyOf(advertisedListeners);
    logDirs = List.copyOf(logDirs);
    properties = Map.copyOf(properties);
    AuthorizerConfig _ = AuthorizerConfig.of(properties);
  }

  /**
   * Reads {@code server.properties}.
   *
   * @throws ConfigException naming the key that is missing or not allowed, and what it must be
   */
  public static BrokerConfig parse(Map<String, String> properties) {
    ConfigValues values = new ConfigValues(properties);
    if (values.isSet("process.roles")) {
      throw new ConfigException(
          "process.roles asks for KRaft mode, which is not served: remove it, and name the"
              + " coordination service in zookeeper.connect");
    }
    List<BrokerEndpoint> listeners = ListenerNames.listeners(values);
    int brokerId = values.intValue("broker.id");
    boolean generates = values.booleanValue("broker.id.generation.enable");
    int reservedMax = values.intValue("reserved.broker.max.id");
    if (brokerId < 0 && !generates) {
      throw new ConfigException(
          "broker.id must be at least 0 when broker.id.generation.enable is false");
    }
    if (generates && brokerId > reservedMax) {
      throw new ConfigException(
          "broker.id must be at most reserved.broker.max.id ("
              + reservedMax
              + "), was "
              + brokerId);
    }
    return new BrokerConfig(
        brokerId,
        generates,
        reservedMax,
        values.text("broker.rack"),
        listeners,
        tls(values, listeners),
        ListenerNames.advertised(values, listeners),
        ListenerNames.interBroker(values, listeners),
        logDirs(properties),
        zookeeper(values),
        topics(values),
        new LeadershipPolicy(
            values.booleanValue("auto.leader.rebalance.enable"),
            values.longValue("leader.imbalance.check.interval.seconds") * 1000,
            values.intValue("leader.imbalance.per.broker.percentage")),
        new ConnectionLimits(
            values.intValue("socket.request.max.bytes"),
            values.longValue("queued.max.request.bytes"),
            values.intValue("queued.max.requests"),
            values.intValue("max.connections"),
            values.intValue("max.connections.per.ip"),
            values.longValue("connections.max.idle.ms"),
            new SocketSizes(
                values.intValue("socket.listen.backlog.size"),
                values.intValue("socket.send.buffer.bytes"),
                values.intValue("socket.receive.buffer.bytes"))),
        properties);
  }

  /** By the name of the listener, for those that are encrypted. */
  private static Map<String, ListenerTls> tls(ConfigValues values, List<BrokerEndpoint> listeners) {
    Map<String, ListenerTls> tls = new HashMap<>();
    for (BrokerEndpoint listener : listeners) {
      if (listener.securityProtocol().equals("SSL")) {
        tls.put(listener.listener(), ListenerTls.of(values, listener.listener()));
      }
    }
    return tls;
  }

  private static List<Path> logDirs(Map<String, String> properties) {
    List<Path> directories = LogDirectoryNames.of(properties);
    CordonedDirectories.check(properties, directories);
    return directories;
  }

  private static ZookeeperConfig zookeeper(ConfigValues values) {
    String connect = values.text("zookeeper.connect");
    if (connect == null) {
      throw new ConfigException(
          "zookeeper.connect is missing: name the coordination service as host:port");
    }
    int sessionTimeoutMs = values.intValue("zookeeper.session.timeout.ms");
    return ZookeeperConfig.of(
        connect,
        sessionTimeoutMs,
        values.isSet("zookeeper.connection.timeout.ms")
            ? values.intValue("zookeeper.connection.timeout.ms")
            : sessionTimeoutMs,
        values.intValue("zookeeper.max.in.flight.requests"));
  }

  private static TopicPolicy topics(ConfigValues values) {
    return new TopicPolicy(
        values.booleanValue("auto.create.topics.enable"),
        values.booleanValue("delete.topic.enable"),
        values.intValue("num.partitions"),
        values.intValue("default.replication.factor"),
        values.intValue("offsets.topic.num.partitions"),
        values.intValue("offsets.topic.replication.factor"),
        values.intValue("offsets.topic.segment.bytes"),
        values.intValue("transaction.state.log.num.partitions"),
        values.intValue("transaction.state.log.replication.factor"),
        values.intValue("transaction.state.log.min.isr"),
        values.intValue("transaction.state.log.segment.bytes"),
        new TopicPolicy.InternalTopic(
            values.intValue("share.coordinator.state.topic.num.partitions"),
            values.intValue("share.coordinator.state.topic.replication.factor"),
            values.intValue("share.coordinator.state.topic.min.isr"),
            values.intValue("share.coordinator.state.topic.segment.bytes")));
  }

  /** The same configuration with the broker id that was found or generated. */
  public BrokerConfig withBrokerId(int id) {
    return new BrokerConfig(
        id,
        generatesBrokerId,
        reservedBrokerMaxId,
        rack,
        listeners,
        tls,
        advertisedListeners,
        interBrokerListener,
        logDirs,
        zookeeper,
        topics,
        leadership,
        connections,
        properties);
  }

  /** Who may do what; null if everybody may do everything. */
  public @Nullable AuthorizerConfig authorizer() {
    return AuthorizerConfig.of(properties);
  }

  /** How the value in force of each key is found on this broker. */
  public EffectiveConfigs effective() {
    return new EffectiveConfigs(brokerId, properties);
  }

  /**
   * Given keys that have no effect, each with the reason in a few words, to be listed once at
   * start.
   */
  public Map<String, String> keysWithoutEffect() {
    Map<String, String> keys = new TreeMap<>();
    for (String name : properties.keySet()) {
      if (BrokerDefinitions.find(name) == null && !AuthorizerConfig.KEYS.contains(name)) {
        keys.put(name, KnownKeys.isKafkas(name) ? "not supported yet" : "not known");
      }
    }
    return keys;
  }
}

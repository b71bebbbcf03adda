package io.jackdaw.kafka;

import io.jackdaw.disk.Disk;
import io.jackdaw.kafka.acl.AccessRules;
import io.jackdaw.kafka.acl.Authorizer;
import io.jackdaw.kafka.acl.AuthorizerConfig;
import io.jackdaw.kafka.api.ApiHandlers;
import io.jackdaw.kafka.config.ConfigValues;
import io.jackdaw.kafka.config.CordonedDirectories;
import io.jackdaw.kafka.controller.Controller;
import io.jackdaw.kafka.controller.Rules;
import io.jackdaw.kafka.coordinator.PartitionCoordinatorLog;
import io.jackdaw.kafka.group.ClusterTopics;
import io.jackdaw.kafka.group.GroupConfig;
import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.group.OffsetsOfDeletedTopics;
import io.jackdaw.kafka.metadata.BrokerIdentity;
import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.kafka.metadata.ClusterFollower;
import io.jackdaw.kafka.metadata.ClusterPaths;
import io.jackdaw.kafka.metadata.ProducerIdBlocks;
import io.jackdaw.kafka.metadata.ProducerIds;
import io.jackdaw.kafka.metadata.Registration;
import io.jackdaw.kafka.metadata.RememberedSession;
import io.jackdaw.kafka.metadata.ZookeeperClient;
import io.jackdaw.kafka.metadata.ZookeeperUnavailableException;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.kafka.quota.ClientQuotas;
import io.jackdaw.kafka.quota.ConnectionQuotas;
import io.jackdaw.kafka.quota.QuotaWindows;
import io.jackdaw.kafka.share.state.ShareCoordinator;
import io.jackdaw.kafka.share.state.ShareCoordinatorConfig;
import io.jackdaw.kafka.telemetry.ClientFigures;
import io.jackdaw.kafka.telemetry.ClientTelemetry;
import io.jackdaw.kafka.transaction.PartitionMarkers;
import io.jackdaw.kafka.transaction.TransactionConfig;
import io.jackdaw.kafka.transaction.TransactionCoordinator;
import io.jackdaw.kafka.wire.KafkaConnectionHandler;
import io.jackdaw.log.CleanerConfig;
import io.jackdaw.log.CleanerLoops;
import io.jackdaw.log.LogConfig;
import io.jackdaw.log.LogDirectory;
import io.jackdaw.log.LogName;
import io.jackdaw.log.LogThreads;
import io.jackdaw.log.Logs;
import io.jackdaw.log.LogsConfig;
import io.jackdaw.log.PartitionLog;
import io.jackdaw.metrics.PrometheusText;
import io.jackdaw.net.EventLoops;
import io.jackdaw.net.Listener;
import io.jackdaw.net.ListenerConfig;
import io.jackdaw.net.RequestMemory;
import io.jackdaw.net.ServerTls;
import io.jackdaw.security.SubjectRules;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import io.jackdaw.time.SingleThreadEventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.internals.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running broker, and the order in which its parts come and go.
 *
 * <pre>
 *   coordination service → cluster id → logs (recovery) → identity → image of the cluster
 *      → partitions, coordinators → sockets → registration → controller
 * </pre>
 *
 * <p>Whatever is started is put on a stack; closing, also after a start that failed half-way, takes
 * it from there. Any thread may close, once.
 */
public final class Broker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
  private static final int DISK_THREADS = 8;
  private static final int DISK_IDLE_SECONDS = 60;

  private final BrokerConfig given;
  private final Disk disk;
  private final Clock clock;
  private final EventLoops loops;
  private final Consumer<String> onFailure;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final ClientTelemetry telemetry;
  private final List<BrokerEndpoint> bound = new ArrayList<>();
  private int id = -1;

  private Broker(
      BrokerConfig given, Disk disk, Clock clock, EventLoops loops, Consumer<String> onFailure) {
    this.given = given;
    this.onFailure = onFailure;
    this.disk = disk;
    this.clock = clock;
    this.loops = loops;
    this.telemetry =
        new ClientTelemetry(
            new ConfigValues(given.properties()).intValue("telemetry.max.bytes"), clock);
  }

  /**
   * Starts a broker; when this returns it is a member of its cluster and serves clients.
   *
   * @param onFailure told why when every log directory has failed, so that no partition is left; on
   *     any thread, must not block
   * @throws org.apache.kafka.common.config.ConfigException if configuration and data disagree
   * @throws io.jackdaw.disk.StorageException if a log directory or a port cannot be used
   * @throws ZookeeperUnavailableException if the coordination service does not answer, or another
   *     broker has this id
   */
  public static Broker start(
      BrokerConfig config, Disk disk, Clock clock, EventLoops loops, Consumer<String> onFailure) {
    Broker broker = new Broker(config, disk, clock, loops, onFailure);
    try {
      broker.run();
      return broker;
    } catch (RuntimeException failure) {
      broker.close();
      throw failure;
    }
  }

  private void run() {
    given
        .keysWithoutEffect()
        .forEach((key, reason) -> LOG.warn("Key {} has no effect: {}", key, reason));
    SingleThreadEventLoop metadataLoop = loop("jackdaw-metadata");
    SingleThreadEventLoop controllerLoop = loop("jackdaw-controller");
    SingleThreadEventLoop groupLoop = loop("jackdaw-groups");
    SingleThreadEventLoop diskLoop = loop("jackdaw-disk");
    ExecutorService scans = closing(Executors.newVirtualThreadPerTaskExecutor());
    ZookeeperClient client = closing(ZookeeperClient.connect(given.zookeeper()));
    String clusterId = await(new ClusterPaths(client).create());
    LogsConfig logsConfig = logsConfig();
    Logs logs =
        closing(
            Logs.open(
                logsConfig,
                LogConfig.ofBroker(given.properties()),
                disk,
                clock,
                new LogThreads(
                    diskLoop, closing(new CleanerLoops()), closing(diskThreads("jackdaw-sync-")))));
    reconfigure(logs, given.properties());
    logs.cordon(CordonedDirectories.of(given.properties(), given.logDirs()));
    BrokerConfig config = identify(client, clusterId, logs);
    int id = config.brokerId();
    this.id = id;

    AuthorizerConfig authorization = config.authorizer();
    ClusterFollower cluster =
        new ClusterFollower(client, clusterId, metadataLoop, authorization != null);
    AccessRules rules = AccessRules.NONE;
    if (authorization != null) {
      Authorizer authorizer = new Authorizer(authorization);
      cluster.subscribe((before, now) -> authorizer.use(now.acls()));
      rules = authorizer;
    }
    Partitions partitions = new Partitions(id, logs, config.properties());
    GroupConfig groupConfig = GroupConfig.of(config.properties());
    PartitionCoordinatorLog groupLog =
        new PartitionCoordinatorLog(
            Topic.GROUP_METADATA_TOPIC_NAME,
            id,
            config.topics().offsetsPartitions(),
            groupConfig.commitTimeoutMs(),
            partitions,
            groupLoop,
            clock);
    ClusterTopics topics = new ClusterTopics(cluster);
    GroupCoordinator groups =
        closing(
            new GroupCoordinator(
                groupConfig,
                groupLog,
                List.of(groupLoop),
                scans,
                clock,
                topics,
                group -> cluster.image().configs().ofGroup(group)));
    groups.start();
    cluster.subscribe(topics);
    TransactionConfig transactionConfig = TransactionConfig.of(config.properties());
    PartitionCoordinatorLog transactionLog =
        new PartitionCoordinatorLog(
            Topic.TRANSACTION_STATE_TOPIC_NAME,
            id,
            config.topics().transactionPartitions(),
            transactionConfig.commitTimeoutMs(),
            partitions,
            groupLoop,
            clock);
    ProducerIds producerIds = new ProducerIdBlocks(client, id);
    PartitionMarkers markers = new PartitionMarkers(partitions, groups, cluster, groupLoop);
    TransactionCoordinator transactions =
        closing(
            new TransactionCoordinator(
                transactionConfig,
                transactionLog,
                producerIds,
                markers,
                List.of(groupLoop),
                scans,
                clock));
    transactions.start();
    ShareCoordinatorConfig shareConfig = ShareCoordinatorConfig.of(config.properties());
    PartitionCoordinatorLog shareLog =
        new PartitionCoordinatorLog(
            Topic.SHARE_GROUP_STATE_TOPIC_NAME,
            id,
            config.topics().shareStates().partitions(),
            shareConfig.writeTimeoutMs(),
            partitions,
            groupLoop,
            clock);
    ShareCoordinator shares =
        closing(new ShareCoordinator(shareConfig, shareLog, List.of(groupLoop), scans, clock));
    shares.start();
    cluster.subscribe(partitions::apply);
    cluster.subscribe(
        (before, now) -> {
          if (!before.configs().equals(now.configs())) {
            Map<String, String> values = config.effective().brokerValues(now.configs());
            reconfigure(logs, values);
            logs.cordon(CordonedDirectories.of(values, config.logDirs()));
          }
        });
    cluster.subscribe(groupLog);
    cluster.subscribe(transactionLog);
    cluster.subscribe(shareLog);
    cluster.subscribe(shares);
    cluster.subscribe(new OffsetsOfDeletedTopics(groups));
    ClientQuotas quotas = new ClientQuotas(quotaWindows(), clock);
    cluster.subscribe(quotas);
    await(cluster.start());
    logs.listen(
        new Logs.Listener() {
          @Override
          public void availabilityChanged() {
            metadataLoop.execute(
                () -> {
                  partitions.availabilityChanged();
                  groupLog.changed(cluster.image(), cluster.image());
                  transactionLog.changed(cluster.image(), cluster.image());
                  shareLog.changed(cluster.image(), cluster.image());
                });
          }

          @Override
          public void moved(LogName name, Supplier<PartitionLog> finish) {
            partitions.moved(name, finish);
          }

          @Override
          public void allFailed(String why) {
            onFailure.accept(why);
          }
        });
    metadataLoop.execute(partitions::reportStrays);

    cluster.subscribe(telemetry);
    BrokerApis apis =
        new BrokerApis(
            config,
            client,
            cluster,
            partitions,
            logs,
            groups,
            transactions,
            shares,
            markers,
            producerIds,
            quotas,
            telemetry,
            metadataLoop,
            loop("jackdaw-shares"), // its thread begins with the first share group
            scans,
            closing(diskThreads("jackdaw-read-")),
            clock);
    ConnectionQuotas connections =
        new ConnectionQuotas(
            config.properties(),
            image -> config.effective().brokerValues(image.configs()),
            quotaWindows(),
            clock);
    cluster.subscribe(connections);
    List<BrokerEndpoint> advertised =
        listen(new ApiHandlers(apis.all()), quotas, rules, connections, diskLoop);
    Path remembering = logs.directories().getFirst().path();
    await(
        new Registration(
                client,
                id,
                advertised,
                config.rack(),
                new RememberedSession(disk, remembering),
                metadataLoop,
                clock)
            .register());
    Controller controller =
        closing(
            new Controller(
                client,
                cluster,
                id,
                new Rules(
                    config.topics().deleteEnabled(),
                    topic -> uncleanElection(cluster, config, topic)),
                config.leadership(),
                controllerLoop,
                clock));
    controller.start();
    await(apis.awaitController());
    LOG.info(
        "Broker is ready brokerId={} clusterId={} listeners={} partitions={}",
        id,
        clusterId,
        bound,
        partitions.all().size());
  }

  private LogsConfig logsConfig() {
    ConfigValues values = new ConfigValues(given.properties());
    return new LogsConfig(
        given.logDirs(),
        values.longValue("log.retention.check.interval.ms"),
        values.longValue("log.flush.offset.checkpoint.interval.ms"),
        LogsConfig.of(given.logDirs()).flushCheckMs(),
        values.intValue("num.recovery.threads.per.data.dir"),
        values.longValue("producer.id.expiration.ms"),
        cleanerConfig(values));
  }

  private static CleanerConfig cleanerConfig(ConfigValues values) {
    return new CleanerConfig(
        values.booleanValue("log.cleaner.enable"),
        values.intValue("log.cleaner.threads"),
        values.longValue("log.cleaner.dedupe.buffer.size"),
        values.intValue("log.cleaner.io.buffer.size"),
        values.doubleValue("log.cleaner.io.max.bytes.per.second"),
        values.longValue("log.cleaner.backoff.ms"));
  }

  /** Limits that may be changed while the broker runs. */
  private static void reconfigure(Logs logs, Map<String, String> properties) {
    try {
      ConfigValues values = new ConfigValues(properties);
      logs.reconfigure(
          cleanerConfig(values),
          (double) values.longValue("replica.alter.log.dirs.io.max.bytes.per.second"),
          values.longValue("producer.id.expiration.ms"));
    } catch (ConfigException | IllegalArgumentException refused) {
      LOG.warn("Dynamic broker configuration is left aside: {}", refused.getMessage());
    }
  }

  /** As many at once as Apache Kafka has I/O threads; none while nobody wants any. */
  private static ExecutorService diskThreads(String name) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            DISK_THREADS,
            DISK_THREADS,
            DISK_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name, 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Their threads begin when there is something to clean. */
  private QuotaWindows quotaWindows() {
    ConfigValues values = new ConfigValues(given.properties());
    return new QuotaWindows(
        values.intValue("quota.window.num"),
        values.longValue("quota.window.size.seconds") * 1000,
        values.intValue("controller.quota.window.num")
            * values.doubleValue("controller.quota.window.size.seconds"));
  }

  private static boolean uncleanElection(
      ClusterFollower cluster, BrokerConfig config, String topic) {
    Map<String, String> values =
        new HashMap<>(config.effective().brokerValues(cluster.image().configs()));
    values.putAll(cluster.image().configs().topic(topic));
    return Boolean.parseBoolean(values.get("unclean.leader.election.enable"));
  }

  /** Makes configuration, data and cluster agree on who this broker is, and writes it down. */
  private BrokerConfig identify(ZookeeperClient client, String clusterId, Logs logs) {
    Map<Path, Map<String, String>> known = new HashMap<>();
    for (LogDirectory directory : logs.directories()) {
      known.put(directory.path(), directory.metaProperties());
    }
    int agreed = BrokerIdentity.agree(given.brokerId(), clusterId, known);
    int id =
        agreed >= 0 ? agreed : await(BrokerIdentity.generate(client, given.reservedBrokerMaxId()));
    for (LogDirectory directory : logs.directories()) {
      Map<String, String> before = directory.metaProperties();
      Map<String, String> after = BrokerIdentity.metaProperties(before, id, clusterId);
      if (!after.equals(before)) {
        directory.writeMetaProperties(after);
      }
    }
    return given.withBrokerId(id);
  }

  /** Opens the sockets; the endpoints to advertise, with the ports that were picked. */
  private List<BrokerEndpoint> listen(
      ApiHandlers handlers,
      ClientQuotas quotas,
      AccessRules rules,
      ConnectionQuotas connections,
      EventLoop diskLoop) {
    Map<String, Integer> ports = new HashMap<>();
    RequestMemory memory = given.connections().memory();
    for (BrokerEndpoint endpoint : given.listeners()) {
      ListenerConfig config =
          new ListenerConfig(
                  "kafka",
                  address(endpoint),
                  given.connections().maxRequestBytes(),
                  given.connections().maxPendingRequests(),
                  0,
                  0,
                  given.connections().idleCloseMs())
              .with(given.connections().sockets())
              .within(memory);
      ListenerTls tls = given.tls().get(endpoint.listener());
      SubjectRules subjects = tls == null ? SubjectRules.DEFAULT : tls.subjects();
      ServerTls encryption = tls == null ? null : tls.load(diskLoop);
      Listener listener =
          closing(
              Listener.bind(
                  loops,
                  config,
                  encryption,
                  connection ->
                      new KafkaConnectionHandler(
                          connection, endpoint.listener(), subjects, handlers, quotas, rules)));
      listener.guard(
          connections.of(
              endpoint.listener(),
              given.listeners().size() > 1
                  && endpoint.listener().equals(given.interBrokerListener())));
      ports.put(endpoint.listener(), listener.port());
      bound.add(reachable(endpoint, listener.port()));
    }
    return given.advertisedListeners().stream()
        .map(endpoint -> reachable(endpoint, ports.getOrDefault(endpoint.listener(), 0)))
        .toList();
  }

  private static InetSocketAddress address(BrokerEndpoint endpoint) {
    return endpoint.host().isEmpty()
        ? new InetSocketAddress(endpoint.port())
        : new InetSocketAddress(endpoint.host(), endpoint.port());
  }

  /** An endpoint that a client can use: with the real port, and a host where none was given. */
  private static BrokerEndpoint reachable(BrokerEndpoint endpoint, int port) {
    boolean everywhere = endpoint.host().isEmpty() || endpoint.host().equals("0.0.0.0");
    String host = everywhere ? machineName() : endpoint.host();
    return new BrokerEndpoint(
        endpoint.listener(),
        endpoint.securityProtocol(),
        host,
        endpoint.port() == 0 ? port : endpoint.port());
  }

  /** The name that others have the best chance to find this machine by, as Apache Kafka does. */
  private static String machineName() {
    try {
      return InetAddress.getLocalHost().getCanonicalHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }

  /** The number that its cluster knows it by. */
  public int id() {
    return id;
  }

  /** {@code host:port} of every listener, for clients on this machine. */
  public String bootstrapServers() {
    return String.join(
        ",", bound.stream().map(endpoint -> endpoint.host() + ":" + endpoint.port()).toList());
  }

  /** Adds what this broker's clients have pushed of themselves. Any thread. */
  public void addMetrics(PrometheusText text) {
    ClientFigures.addTo(text, telemetry);
  }

  /** Leaves the cluster, closes the logs cleanly, and waits for its threads. */
  @Override
  public void close() {
    for (AutoCloseable part = started.poll(); part != null; part = started.poll()) {
      try {
        part.close();
      } catch (Exception failure) {
        LOG.error("A part of the broker did not close: {}", part, failure);
      }
    }
  }

  private SingleThreadEventLoop loop(String name) {
    return closing(new SingleThreadEventLoop(name));
  }

  private <T extends AutoCloseable> T closing(T part) {
    started.push(part);
    return part;
  }

  /** Waits for a step of the start; its failure is the start's. */
  private <T> T await(CompletionStage<T> stage) {
    long limitMs = 3L * given.zookeeper().sessionTimeoutMs();
    try {
      return stage.toCompletableFuture().get(limitMs, TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failure.getCause());
    } catch (TimeoutException late) {
      throw new ZookeeperUnavailableException(
          "The coordination service at %s did not answer within %d ms"
              .formatted(given.zookeeper(), limitMs));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ZookeeperUnavailableException("Interrupted while starting");
    }
  }
}

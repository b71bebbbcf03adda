package io.jackdaw.node;

import io.jackdaw.consensus.CommandHistory;
import io.jackdaw.consensus.Ensemble;
import io.jackdaw.consensus.ReplicatedLog;
import io.jackdaw.consensus.local.JournalConfig;
import io.jackdaw.consensus.local.JournalHistory;
import io.jackdaw.consensus.local.JournalLog;
import io.jackdaw.consensus.raft.EnsembleLog;
import io.jackdaw.disk.Disk;
import io.jackdaw.metrics.PrometheusText;
import io.jackdaw.net.EventLoops;
import io.jackdaw.time.Clock;
import io.jackdaw.zookeeper.AdminTls;
import io.jackdaw.zookeeper.CoordinationConfig;
import io.jackdaw.zookeeper.CoordinationService;
import io.jackdaw.zookeeper.TakenOver;
import io.jackdaw.zookeeper.admin.AdminConfig;
import io.jackdaw.zookeeper.change.ChangeListener;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import java.net.InetAddress;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The coordination service of a node, on its own journal or as one server of an ensemble. */
final class Coordination implements AutoCloseable {
  private static final int MIB = 1024 * 1024;

  /** In {@code zoo.cfg}: whether changes go to a topic of the broker in the same process. */
  private static final String CHANGE_STREAM = "changeStream";

  private final ReplicatedLog log;
  private final CoordinationService service;
  private final OperatorPorts operators;
  private final String host;

  /** What changes are streamed from; null when they are not. */
  private final @Nullable Streamed streamed;

  /**
   * A log that keeps what was not streamed yet, and a way to read it.
   *
   * @param keepFrom told of the index after which commands are needed
   * @param inState index of a command that the state has, from a snapshot at least
   */
  private record Streamed(LongConsumer keepFrom, LongSupplier inState, CommandHistory history) {}

  private Coordination(
      ReplicatedLog log,
      CoordinationService service,
      OperatorPorts operators,
      CoordinationConfig config,
      @Nullable Streamed streamed) {
    this.log = log;
    this.service = service;
    this.operators = operators;
    this.streamed = streamed;
    InetAddress address = config.clientAddress().getAddress();
    this.host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
  }

  static Coordination start(
      Map<String, String> given,
      Disk disk,
      Clock clock,
      EventLoops loops,
      boolean inMemory,
      Consumer<String> onFailure) {
    Map<String, String> zooCfg = DynamicConfigFile.whole(given);
    CoordinationConfig config = parse(SystemKeys.besides(zooCfg), CoordinationConfig::parse);
    AdminConfig admin =
        parse(DynamicConfigFile.added(given), cfg -> AdminConfig.parse(cfg, AdminTls.parse(cfg)));
    boolean streams = Boolean.parseBoolean(zooCfg.getOrDefault(CHANGE_STREAM, "false"));
    if (!config.servers().standalone()) {
      if (inMemory) {
        throw new ConfigException("An ensemble keeps its log on disk: it cannot be in memory");
      }
      EnsembleLog log = EnsembleServer.log(config, zooCfg, disk, clock, onFailure);
      if (streams) {
        log.keepFrom(0);
      }
      CoordinationService served = serve(config, log, log, disk, clock, loops);
      DynamicConfigFile.following(given, config, disk).ifPresent(served::tellOfServers);
      return new Coordination(
          log,
          served,
          OperatorPorts.open(admin, served),
          config,
          streams ? new Streamed(log::keepFrom, log::restoredIndex, log.history()) : null);
    }
    JournalConfig files =
        inMemory ? smallest(journalConfig(config.storage())) : journalConfig(config.storage());
    JournalLog journal =
        new JournalLog(
            files,
            disk,
            clock,
            failure -> onFailure.accept("the journal has failed: " + failure.getMessage()),
            () -> TakenOver.from(config.storage(), disk));
    if (streams) {
      journal.keepFrom(0);
    }
    CoordinationService service = serve(config, journal, null, disk, clock, loops);
    return new Coordination(
        journal,
        service,
        OperatorPorts.open(admin, service),
        config,
        streams
            ? new Streamed(
                journal::keepFrom, journal::appliedIndex, new JournalHistory(disk, files))
            : null);
  }

  private static CoordinationService serve(
      CoordinationConfig config,
      ReplicatedLog log,
      @Nullable Ensemble ensemble,
      Disk disk,
      Clock clock,
      EventLoops loops) {
    try {
      return CoordinationService.start(config, log, ensemble, loops, clock, disk);
    } catch (RuntimeException failure) {
      log.close();
      throw failure;
    }
  }

  private static <T> T parse(Map<String, String> zooCfg, Function<Map<String, String>, T> parser) {
    try {
      return parser.apply(zooCfg);
    } catch (IllegalArgumentException refused) {
      throw new ConfigException(String.valueOf(refused.getMessage()), refused);
    }
  }

  private static JournalConfig journalConfig(CoordinationConfig.Storage storage) {
    JournalConfig defaults = JournalConfig.defaults(storage.dataLogDir());
    return defaults
        .withSnapshotDirectory(storage.dataDir())
        .withFsync(storage.forceSync(), storage.journal().fsyncWarningMs())
        .withSizes(
            storage.journal().segmentBytes(),
            defaults.sizes().preallocateBytes(),
            defaults.sizes().maxBatchBytes())
        .withSnapshotEvery(storage.snapCount(), storage.journal().snapshotBytes())
        .withRetention(storage.snapRetainCount(), storage.purge());
  }

  /** In memory every byte of history is heap: keep one snapshot, and little journal behind it. */
  private static JournalConfig smallest(JournalConfig config) {
    return config.withRetention(1, true).withSizes(8 * MIB, 0, MIB / 4);
  }

  /** Whether every change is to be streamed; until it is, the log keeps everything. */
  boolean streamsChanges() {
    return streamed != null;
  }

  /** Has {@code listener} told of every command after the one that is returned; null for nobody. */
  ZnodeTree.Moment tell(@Nullable ChangeListener listener) {
    ZnodeTree.Moment moment = service.tell(listener);
    // A tree that comes from a snapshot, and nothing else yet, does not know the index.
    long known = Objects.requireNonNull(streamed).inState.getAsLong();
    return new ZnodeTree.Moment(Math.max(known, moment.index()), moment.zxid());
  }

  /** What the log holds, where changes are streamed. */
  CommandHistory history() {
    return Objects.requireNonNull(streamed).history;
  }

  /** The changes of all commands up to {@code index} are streamed. */
  void streamed(long index) {
    Objects.requireNonNull(streamed).keepFrom.accept(index);
  }

  int port() {
    return service.port() >= 0 ? service.port() : service.securePort();
  }

  /** {@code host:port} where a client on this machine connects. */
  String connectString() {
    return host + ":" + port();
  }

  /** Where operators connect, as {@code host:port}, by what for: {@code admin}, {@code metrics}. */
  Map<String, String> operatorAddresses() {
    return operators.addresses();
  }

  /** Shows what {@code other} adds among the metrics for Prometheus, where there are any. */
  void alsoShow(Consumer<PrometheusText> other) {
    operators.alsoShow(other);
  }

  @Override
  public void close() {
    operators.close();
    service.close();
    log.close();
  }
}

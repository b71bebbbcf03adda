package io.jackdaw.node;

import io.jackdaw.consensus.local.JournalConfig;
import io.jackdaw.consensus.local.JournalHistory;
import io.jackdaw.consensus.local.JournalLog;
import io.jackdaw.disk.Disk;
import io.jackdaw.net.EventLoops;
import io.jackdaw.time.Clock;
import io.jackdaw.zookeeper.CoordinationConfig;
import io.jackdaw.zookeeper.CoordinationService;
import io.jackdaw.zookeeper.TakenOver;
import io.jackdaw.zookeeper.change.ChangeListener;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import java.net.InetAddress;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The coordination service of a node on its journal. */
final class Coordination implements AutoCloseable {
  private static final int MIB = 1024 * 1024;

  /** In {@code zoo.cfg}: whether changes go to a topic of the broker in the same process. */
  private static final String CHANGE_STREAM = "changeStream";

  private final JournalLog journal;
  private final JournalHistory history;
  private final boolean streams;
  private final CoordinationService service;

  private final String host;

  private Coordination(
      JournalLog journal,
      JournalHistory history,
      boolean streams,
      CoordinationService service,
      String host) {
    this.history = history;
    this.streams = streams;
    this.journal = journal;
    this.service = service;
    this.host = host;
  }

  static Coordination start(
      Map<String, String> zooCfg,
      Disk disk,
      Clock clock,
      EventLoops loops,
      boolean inMemory,
      Consumer<String> onFailure) {
    CoordinationConfig config = parse(zooCfg);
    JournalConfig files =
        inMemory ? smallest(journalConfig(config.storage())) : journalConfig(config.storage());
    boolean streams = Boolean.parseBoolean(zooCfg.getOrDefault(CHANGE_STREAM, "false"));
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
    try {
      CoordinationService service = CoordinationService.start(config, journal, loops, clock, disk);
      InetAddress address = config.clientAddress().getAddress();
      String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
      return new Coordination(journal, new JournalHistory(disk, files), streams, service, host);
    } catch (RuntimeException failure) {
      journal.close();
      throw failure;
    }
  }

  private static CoordinationConfig parse(Map<String, String> zooCfg) {
    try {
      return CoordinationConfig.parse(SystemKeys.besides(zooCfg));
    } catch (IllegalArgumentException refused) {
      throw new ConfigException(String.valueOf(refused.getMessage()), refused);
    }
  }

  private static JournalConfig journalConfig(CoordinationConfig.Storage storage) {
    JournalConfig defaults = JournalConfig.defaults(storage.dataLogDir());
    return defaults
        .withSnapshotDirectory(storage.dataDir())
        .withFsync(storage.forceSync(), defaults.fsyncWarningMs())
        .withSnapshotEvery(storage.snapCount(), defaults.snapshots().everyBytes())
        .withRetention(storage.snapRetainCount(), storage.purge());
  }

  /** In memory every byte of history is heap: keep one snapshot, and little journal behind it. */
  private static JournalConfig smallest(JournalConfig config) {
    return config.withRetention(1, true).withSizes(8 * MIB, 0, MIB / 4);
  }

  /** Whether every change is to be streamed; until then the journal keeps everything. */
  boolean streamsChanges() {
    return streams;
  }

  /** Has {@code listener} told of every command after the one that is returned; null for nobody. */
  ZnodeTree.Moment tell(@Nullable ChangeListener listener) {
    return service.tell(listener);
  }

  /** What the journal holds. */
  JournalHistory history() {
    return history;
  }

  /** The changes of all commands up to {@code index} are streamed. */
  void streamed(long index) {
    journal.keepFrom(index);
  }

  int port() {
    return service.port() >= 0 ? service.port() : service.securePort();
  }

  /** {@code host:port} where a client on this machine connects. */
  String connectString() {
    return host + ":" + port();
  }

  @Override
  public void close() {
    service.close();
    journal.close();
  }
}

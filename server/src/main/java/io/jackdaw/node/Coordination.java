package io.jackdaw.node;

import io.jackdaw.consensus.local.JournalConfig;
import io.jackdaw.consensus.local.JournalLog;
import io.jackdaw.disk.Disk;
import io.jackdaw.net.EventLoops;
import io.jackdaw.time.Clock;
import io.jackdaw.zookeeper.CoordinationConfig;
import io.jackdaw.zookeeper.CoordinationService;
import io.jackdaw.zookeeper.TakenOver;
import java.net.InetAddress;
import java.util.Map;
import java.util.function.Consumer;

/** The coordination service of a node on its journal. */
final class Coordination implements AutoCloseable {
  private static final int MIB = 1024 * 1024;

  private final JournalLog journal;
  private final CoordinationService service;

  private final String host;

  private Coordination(JournalLog journal, CoordinationService service, String host) {
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
    JournalLog journal =
        new JournalLog(
            inMemory ? smallest(journalConfig(config.storage())) : journalConfig(config.storage()),
            disk,
            clock,
            failure -> onFailure.accept("the journal has failed: " + failure.getMessage()),
            () -> TakenOver.from(config.storage(), disk));
    try {
      CoordinationService service = CoordinationService.start(config, journal, loops, clock, disk);
      InetAddress address = config.clientAddress().getAddress();
      String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
      return new Coordination(journal, service, host);
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

  int port() {
    return service.port();
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

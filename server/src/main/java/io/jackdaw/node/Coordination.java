package io.jackdaw.node;

import io.jackdaw.consensus.local.JournalConfig;
import io.jackdaw.consensus.local.JournalLog;
import io.jackdaw.disk.Disk;
import io.jackdaw.net.EventLoops;
import io.jackdaw.time.Clock;
import io.jackdaw.zookeeper.CoordinationConfig;
import io.jackdaw.zookeeper.CoordinationService;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The coordination service of a node on its journal. */
final class Coordination implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Coordination.class);

  private final JournalLog journal;
  private final CoordinationService service;

  private Coordination(JournalLog journal, CoordinationService service) {
    this.journal = journal;
    this.service = service;
  }

  static Coordination start(Map<String, String> zooCfg, Disk disk, Clock clock, EventLoops loops) {
    CoordinationConfig config = parse(zooCfg);
    if (!config.unsupported().isEmpty()) {
      LOG.warn("Keys of zoo.cfg without effect yet: {}", config.unsupported());
    }
    JournalLog journal = new JournalLog(journalConfig(config.storage()), disk, clock);
    try {
      return new Coordination(journal, CoordinationService.start(config, journal, loops, clock));
    } catch (RuntimeException failure) {
      journal.close();
      throw failure;
    }
  }

  private static CoordinationConfig parse(Map<String, String> zooCfg) {
    try {
      return CoordinationConfig.parse(zooCfg);
    } catch (IllegalArgumentException refused) {
      throw new ConfigException(refused.getMessage(), refused);
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

  int port() {
    return service.port();
  }

  @Override
  public void close() {
    service.close();
    journal.close();
  }
}

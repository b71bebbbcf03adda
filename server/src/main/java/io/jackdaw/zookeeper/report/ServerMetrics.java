package io.jackdaw.zookeeper.report;

import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.metrics.Counter;
import io.jackdaw.metrics.MetricsRegistry;
import io.jackdaw.metrics.Summary;
import io.jackdaw.zookeeper.watch.FiredWatches;

/**
 * What the coordination service measures, under ZooKeeper's names. The names of stages that it does
 * not have (ZooKeeper's chain of processors, a quorum) are there too, and stay 0: monitors ask for
 * them. Any thread.
 */
public final class ServerMetrics {
  private final MetricsRegistry registry = new MetricsRegistry();
  private final Counter[] counters = new Counter[Count.values().length];
  private final Summary[] summaries = new Summary[Measure.values().length];
  private final LogMetrics log;

  /**
   * @param log what the log measures; shown here under ZooKeeper's names
   */
  public ServerMetrics(LogMetrics log) {
    this.log = log;
    for (Count count : Count.values()) {
      counters[count.ordinal()] = registry.counter(count.metric(), new Counter());
    }
    for (Measure measure : Measure.values()) {
      summaries[measure.ordinal()] = registry.summary(measure.metric(), measure.summary());
    }
    // A write is answered when it is durable and applied, so this is the same time.
    registry.summary("sync_processor_queue_and_flush_time_ms", of(Measure.UPDATELATENCY));
    registry.summary("fsynctime", log.fsyncMs());
    registry.summary("sync_processor_queue_flush_time_ms", log.flushMs());
    registry.summary("sync_processor_batch_size", log.batchCommands());
    registry.summary("sync_processor_queue_size", log.waitingCommands());
    registry.summary("snapshottime", log.snapshotMs());
    registry.counter("snapshot_error_count", log.snapshotErrors());
    registry.summary("startup_txns_loaded", log.recoveredCommands());
    registry.summary("startup_txns_load_time", log.replayMs());
    registry.summary("startup_snap_load_time", log.snapshotLoadMs());
    registry.summary("dbinittime", log.recoveryMs());
    WithoutMeaning.addTo(registry);
  }

  public MetricsRegistry registry() {
    return registry;
  }

  public Counter of(Count count) {
    return counters[count.ordinal()];
  }

  public Summary of(Measure measure) {
    return summaries[measure.ordinal()];
  }

  public FiredWatches firedWatches() {
    return new FiredWatches(
        of(Measure.NODE_CREATED_WATCH_COUNT),
        of(Measure.NODE_DELETED_WATCH_COUNT),
        of(Measure.NODE_CHANGED_WATCH_COUNT),
        of(Measure.NODE_CHILDREN_WATCH_COUNT));
  }

  public LogMetrics log() {
    return log;
  }
}

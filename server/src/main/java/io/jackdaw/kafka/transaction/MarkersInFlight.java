package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.coordinator.ShardTimers;
import io.jackdaw.log.TransactionMarker;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The markers that a shard has sent out and waits for. On the shard's loop. */
final class MarkersInFlight {
  private static final long RETRY_MS = 1_000;

  private final int coordinatorEpoch;
  private final MarkerWriter writer;
  private final ShardTimers<TransactionRecord> timers;
  private final TransactionShard.Surroundings surroundings;
  private final Map<String, MarkerWriter.Writing> writings = new HashMap<>();

  MarkersInFlight(
      int coordinatorEpoch,
      MarkerWriter writer,
      ShardTimers<TransactionRecord> timers,
      TransactionShard.Surroundings surroundings) {
    this.coordinatorEpoch = coordinatorEpoch;
    this.writer = writer;
    this.timers = timers;
    this.surroundings = surroundings;
  }

  /** Sends the markers of a transaction whose end is decided. */
  void send(String id, Transaction ending) {
    TransactionMarker marker =
        new TransactionMarker(
            ending.producerId(),
            ending.epoch(),
            coordinatorEpoch,
            ending.phase() == TransactionPhase.PREPARE_COMMIT,
            ending.epochBumped());
    MarkerWriter.Writing writing =
        writer.write(marker, ending.partitions(), () -> surroundings.markersWritten(id, ending));
    if (!writing.missing().isEmpty()) {
      writings.put(id, writing);
    }
  }

  /** Partitions of a transaction on its way to its end whose marker is not written yet. */
  Set<TopicPartition> missing(String id, Transaction ending) {
    MarkerWriter.Writing writing = writings.get(id);
    return writing == null ? ending.partitions() : writing.missing();
  }

  void written(String id) {
    writings.remove(id);
  }

  /** The record of the completion was refused: tries again. */
  void completeLater(String id, Transaction ended) {
    timers.schedule(
        id,
        RETRY_MS,
        nowMs -> {
          surroundings.markersWritten(id, ended);
          return Decision.none();
        });
  }

  /** The next coordinator will send them anew. */
  void stop() {
    writings.values().forEach(MarkerWriter.Writing::stop);
    writings.clear();
  }
}

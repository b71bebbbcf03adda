package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.log.TransactionMarker;
import io.jackdaw.time.EventLoop;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the markers of a transaction to all its partitions, again and again where it is refused,
 * until each has its own or is deleted. Any thread.
 */
final class MarkerWriter {
  private static final Logger LOG = LoggerFactory.getLogger(MarkerWriter.class);
  private static final long RETRY_MS = 100;
  private static final Comparator<TopicPartition> IN_ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

  private final MarkerTarget target;
  private final EventLoop timers;

  MarkerWriter(MarkerTarget target, EventLoop timers) {
    this.target = target;
    this.timers = timers;
  }

  /**
   * @param done called once when all markers are written, on any thread, perhaps before this
   *     returns
   */
  Writing write(TransactionMarker marker, Set<TopicPartition> partitions, Runnable done) {
    Writing writing = new Writing(marker, partitions, done);
    writing.begin();
    return writing;
  }

  /** One transaction's markers on their way. */
  final class Writing {
    private final TransactionMarker marker;
    private final Runnable done;

    // Guarded by this.
    private final Set<TopicPartition> missing;
    private boolean over;

    private Writing(TransactionMarker marker, Set<TopicPartition> partitions, Runnable done) {
      this.marker = marker;
      this.missing = new HashSet<>(partitions);
      this.done = done;
    }

    private void begin() {
      List<TopicPartition> all;
      synchronized (this) {
        all = missing.stream().sorted(IN_ORDER).toList();
      }
      if (all.isEmpty()) {
        finish();
      } else {
        all.forEach(this::write);
      }
    }

    private void writeAgain(TopicPartition partition) {
      if (!isOver()) {
        write(partition);
      }
    }

    /** The first attempts are made everywhere, whatever becomes of one of them. */
    private void write(TopicPartition partition) {
      target
          .write(partition, marker)
          .whenComplete(
              (error, failure) ->
                  answered(partition, failure == null ? error : Errors.forException(failure)));
    }

    private void answered(TopicPartition partition, Errors error) {
      switch (error) {
        case NONE -> written(partition);
        case INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED -> {
          LOG.warn(
              "Giving up markers of producerId={}: {} says {}, so a newer coordinator is at it",
              marker.producerId(),
              partition,
              error);
          stop();
        }
        default -> {
          if (target.exists(partition)) {
            LOG.debug("Writing a marker again partition={} after {}", partition, error);
            timers.schedule(RETRY_MS, () -> writeAgain(partition));
          } else {
            LOG.info("No marker for partition={}, which was deleted", partition);
            written(partition);
          }
        }
      }
    }

    private void written(TopicPartition partition) {
      synchronized (this) {
        missing.remove(partition);
        if (!missing.isEmpty()) {
          return;
        }
      }
      finish();
    }

    private void finish() {
      synchronized (this) {
        if (over) {
          return;
        }
        over = true;
      }
      done.run();
    }

    /** Partitions whose marker is not written; some never get theirs when the attempts ended. */
    synchronized Set<TopicPartition> missing() {
      return Set.copyOf(missing);
    }

    synchronized boolean isOver() {
      return over;
    }

    /** Ends the attempts; {@code done} is not called any more. */
    synchronized void stop() {
      over = true;
    }
  }
}

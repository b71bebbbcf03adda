package io.jackdaw.log;

import io.jackdaw.disk.DiskFullException;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cleans compacted logs, the dirtiest first, each by a {@link Compaction} on one of the cleaner's
 * loops. Looks for work every {@code log.cleaner.backoff.ms}, and at once after finding some.
 *
 * <p>A log that cannot be read is left alone until the next start, with a warning. Nothing is held
 * while there is nothing to clean; no thread runs before there was. Any thread.
 */
final class LogCleaner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogCleaner.class);

  private volatile CleanerConfig config;
  private final Supplier<Collection<PartitionLog>> logs;
  private final Consumer<PartitionLog> onCleaned;
  private final Clock clock;
  private volatile IoThrottle throttle;
  private final IntFunction<EventLoop> loops;
  private final List<Worker> workers = new CopyOnWriteArrayList<>();
  private final Set<LogName> inProgress = new HashSet<>();
  private final Set<LogName> uncleanable = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Puts other limits into force, for what is begun from now on. */
  synchronized void reconfigure(CleanerConfig wanted) {
    if (wanted.bytesPerSecond() != config.bytesPerSecond()) {
      throttle = new IoThrottle(wanted.bytesPerSecond());
    }
    config = wanted;
    addWorkers();
  }

  /** Workers there are too many of finish what they do, and get nothing more. */
  private void addWorkers() {
    while (config.enabled() && workers.size() < config.threads()) {
      workers.add(new Worker(workers.size(), loops.apply(workers.size())));
    }
  }

  CleanerConfig config() {
    return config;
  }

  /**
   * @param logs those that may be cleaned
   * @param onCleaned told on a cleaner's loop when a log was cleaned
   * @param loops one for each thread, by its number
   */
  LogCleaner(
      CleanerConfig config,
      Supplier<Collection<PartitionLog>> logs,
      Consumer<PartitionLog> onCleaned,
      Clock clock,
      IntFunction<EventLoop> loops) {
    this.config = config;
    this.logs = logs;
    this.onCleaned = onCleaned;
    this.clock = clock;
    this.throttle = new IoThrottle(config.bytesPerSecond());
    this.loops = loops;
    addWorkers();
  }

  /** Gives work to those who have none. */
  void lookForWork() {
    workers.forEach(Worker::begin);
  }

  /** What is being cleaned now. */
  List<CleaningProgress> progress() {
    return workers.stream().map(Worker::progress).filter(Objects::nonNull).toList();
  }

  /** Logs that are not cleaned because they could not be read. */
  Set<LogName> uncleanable() {
    return Set.copyOf(uncleanable);
  }

  private @Nullable CleaningPlan take() {
    long nowMs = clock.wallMs();
    synchronized (inProgress) {
      Optional<CleaningPlan> dirtiest =
          closed
              ? Optional.empty()
              : logs.get().stream()
                  .filter(log -> log.config().compact())
                  .filter(log -> !inProgress.contains(log.name()))
                  .filter(log -> !uncleanable.contains(log.name()))
                  .map(log -> log.cleaningPlan(nowMs))
                  .filter(Objects::nonNull)
                  .filter(plan -> plan.isDue(plan.log().config().minCleanableDirtyRatio()))
                  .max(Comparator.comparingDouble(CleaningPlan::dirtyRatio));
      dirtiest.ifPresent(plan -> inProgress.add(plan.log().name()));
      return dirtiest.orElse(null);
    }
  }

  /** Returns when no step touches the files of a log that was closed, and none will. */
  void abandon(PartitionLog log) {
    workers.forEach(worker -> worker.abandon(log));
  }

  private void giveBack(PartitionLog log) {
    synchronized (inProgress) {
      inProgress.remove(log.name());
    }
  }

  /** Stops after the steps that run now, and deletes what is not finished. */
  @Override
  public void close() {
    closed = true;
    workers.forEach(Worker::abandon);
  }

  /** One thread's cleaning. Its lock is held while a step runs. */
  private final class Worker {
    private final int number;
    private final EventLoop loop;
    private volatile @Nullable Compaction current;
    private volatile @Nullable CleaningProgress progress;
    private long beganMs;

    Worker(int number, EventLoop loop) {
      this.number = number;
      this.loop = loop;
    }

    /** Nobody who only looks waits for a step. */
    @Nullable CleaningProgress progress() {
      return progress;
    }

    void begin() {
      if (current == null && number < config.threads()) {
        beginNext();
      }
    }

    private synchronized void beginNext() {
      if (current != null) {
        return;
      }
      CleaningPlan plan = take();
      if (plan == null) {
        return;
      }
      try {
        current =
            new Compaction(
                plan, config.mapBytesPerThread(), config.bufferBytesPerThread(), clock.wallMs());
      } catch (StorageException failed) {
        giveBack(plan.log());
        setAside(plan.log(), failed);
        return;
      }
      beganMs = clock.monotonicMs();
      LOG.debug("Cleaning {} from offset {}", plan.log().name(), plan.firstDirtyOffset());
      loop.execute(this::step);
    }

    private synchronized void step() {
      Compaction compaction = current;
      if (compaction == null) {
        return;
      }
      long waitMs = 0;
      try {
        waitMs = throttle.take(compaction.step(), clock.monotonicNs());
        progress = compaction.progress();
        if (compaction.isDone()) {
          report(compaction.progress());
          onCleaned.accept(compaction.log());
        }
      } catch (DiskFullException full) {
        LOG.debug("No space to clean {}", compaction.log().name(), full);
        end(compaction);
        return;
      } catch (StorageException | KafkaException failed) {
        end(compaction);
        setAside(compaction.log(), failed);
        begin();
        return;
      }
      if (compaction.isDone() && compaction.hasAdvanced()) {
        end(compaction);
        begin();
      } else if (compaction.isOver()) {
        end(compaction);
      } else if (waitMs > 0) {
        loop.schedule(waitMs, this::step);
      } else {
        loop.execute(this::step);
      }
    }

    private void end(Compaction compaction) {
      current = null;
      progress = null;
      try {
        compaction.close();
      } catch (StorageException failed) {
        LOG.debug("What the cleaning of {} left is not deleted", compaction.log().name(), failed);
      } finally {
        giveBack(compaction.log());
      }
    }

    synchronized void abandon() {
      Compaction running = current;
      if (running != null) {
        end(running);
      }
    }

    void abandon(PartitionLog log) {
      Compaction running = current;
      if (running != null && running.log().equals(log)) {
        abandon();
      }
    }

    private void report(CleaningProgress done) {
      LOG.info(
          "Cleaned {}-{} up to offset {}: kept {} of {} records, {} keys, {} MB read and {} MB"
              + " written in {} ms",
          done.topic(),
          done.partition(),
          done.endOffset(),
          done.recordsKept(),
          done.recordsRead(),
          done.keys(),
          done.bytesRead() >> 20,
          done.bytesWritten() >> 20,
          clock.monotonicMs() - beganMs);
    }
  }

  private void setAside(PartitionLog log, RuntimeException failed) {
    if (!log.isClosed()) {
      uncleanable.add(log.name());
      LOG.warn("{} is not cleaned until the next start: {}", log.name(), failed.getMessage());
    }
  }
}

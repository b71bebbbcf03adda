package io.jackdaw.consensus.local;

import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a snapshot is due, has it fixed on the journal thread and written on a thread of its
 * own; one at a time. A snapshot that fails is logged and tried again when the next one is due: the
 * journal still holds everything.
 */
final class Snapshotter {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

  private final Disk disk;
  private final JournalConfig config;
  private final Clock clock;
  private final LogMetrics metrics;
  private final Executor writers;
  private final Runnable wakeLoop;
  private final Queue<CompletableFuture<Long>> requests = new ConcurrentLinkedQueue<>();
  private volatile long keptFrom = ReaderPosition.NOBODY;
  private final Queue<CompletableFuture<StateMachine.Snapshot>> fixRequests =
      new ConcurrentLinkedQueue<>();
  private volatile boolean abandoned;
  private volatile long durableIndex;
  private volatile @Nullable CompletableFuture<Void> writing;
  private long commandsSince;
  private long bytesSince;

  /** Size of the newest snapshot. */
  private volatile long lastBytes;

  /**
   * @param writers runs the writing of one snapshot, not on the journal thread
   * @param wakeLoop makes the journal thread look again whether something is to do
   */
  Snapshotter(
      Disk disk,
      JournalConfig config,
      Clock clock,
      LogMetrics metrics,
      Executor writers,
      Runnable wakeLoop) {
    this.disk = disk;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
    this.writers = writers;
    this.wakeLoop = wakeLoop;
  }

  /** Says what recovery found, before anything else. */
  void recovered(long snapshotIndex, long lastIndex) {
    durableIndex = snapshotIndex;
    commandsSince = lastIndex - snapshotIndex;
    bytesSince = journalBytesAfter(snapshotIndex);
    lastBytes = sizeOf(snapshotIndex);
  }

  /** About: with what is written ahead, and all of a segment in whose middle the snapshot was. */
  private long journalBytesAfter(long index) {
    List<NamedFile> segments = NamedFile.segments(disk, config.directory());
    long bytes = 0;
    for (int i = 0; i < segments.size(); i++) {
      boolean after = i + 1 == segments.size() || segments.get(i + 1).index() > index + 1;
      bytes += after ? sizeOf(segments.get(i).path()) : 0;
    }
    return bytes;
  }

  private long sizeOf(long snapshotIndex) {
    Path file = NamedFile.snapshot(config.snapshotDirectory(), snapshotIndex).path();
    return disk.exists(file) ? sizeOf(file) : 0;
  }

  private long sizeOf(Path path) {
    try (DiskFile file = disk.openReadOnly(path)) {
      return file.size();
    }
  }

  /**
   * After so many commands, but not before they have brought half as many bytes as a snapshot has:
   * else a large state, written again and again, would cost more than the commands themselves. The
   * limit of bytes stands whatever the state's size.
   */
  private boolean isDue() {
    JournalConfig.Snapshots limits = config.snapshots();
    return bytesSince >= limits.everyBytes()
        || (commandsSince >= limits.everyCommands() && bytesSince >= lastBytes / 2);
  }

  /** Commands after that index are still needed by a reader of the journal; any thread. */
  void keptFrom(long index) {
    keptFrom = index;
  }

  /** Index covered by the newest durable snapshot, 0 when there is none; any thread. */
  long durableIndex() {
    return durableIndex;
  }

  /** Asks for a snapshot; any thread, the result comes from another. */
  CompletableFuture<Long> request() {
    CompletableFuture<Long> request = new CompletableFuture<>();
    requests.add(request);
    wakeLoop.run();
    return request;
  }

  /** Asks for a state that the asker writes, and closes; any thread. */
  CompletableFuture<StateMachine.Snapshot> requestFixed() {
    CompletableFuture<StateMachine.Snapshot> request = new CompletableFuture<>();
    fixRequests.add(request);
    wakeLoop.run();
    return request;
  }

  /** Whether {@link #begin} would do something; any thread. */
  boolean isRequested() {
    return writing == null && !(requests.isEmpty() && fixRequests.isEmpty());
  }

  /** Counts what was applied; journal thread. */
  void applied(int commands, int bytes) {
    commandsSince += commands;
    bytesSince += bytes;
  }

  /**
   * Begins a snapshot if one is due or asked for; journal thread, between two batches.
   *
   * @return whether a snapshot was fixed, after which the journal begins a new segment
   */
  boolean begin(StateMachine machine, long index, long term) {
    CompletableFuture<StateMachine.Snapshot> fixRequest =
        writing == null ? fixRequests.poll() : null;
    if (fixRequest != null) {
      fix(machine, fixRequest);
      return false;
    }
    if (writing != null || !(isDue() || !requests.isEmpty())) {
      return false;
    }
    List<CompletableFuture<Long>> waiting = new ArrayList<>();
    for (var request = requests.poll(); request != null; request = requests.poll()) {
      waiting.add(request);
    }
    if (index == durableIndex) {
      waiting.forEach(request -> request.complete(index));
      return false;
    }
    commandsSince = 0;
    bytesSince = 0;
    SnapshotFormat.Header header =
        new SnapshotFormat.Header(SnapshotFormat.VERSION, index, term, clock.wallMs());
    StateMachine.Snapshot content = machine.snapshot();
    CompletableFuture<Void> done = new CompletableFuture<>();
    writing = done;
    writers.execute(() -> write(header, content, waiting, done));
    return true;
  }

  /** The asker writes it, as one of ours is written by a thread of its own. */
  private void fix(StateMachine machine, CompletableFuture<StateMachine.Snapshot> request) {
    StateMachine.Snapshot content = machine.snapshot();
    CompletableFuture<Void> done = new CompletableFuture<>();
    writing = done;
    request.complete(
        new StateMachine.Snapshot() {
          @Override
          public void writeTo(OutputStream out) throws IOException {
            content.writeTo(out);
          }

          @Override
          public <T> Optional<T> as(Class<T> type) {
            return content.as(type);
          }

          @Override
          public void close() {
            content.close();
            writing = null;
            done.complete(null);
            wakeLoop.run();
          }
        });
  }

  /** The state was replaced, and is on disk as the snapshot of {@code index}; journal thread. */
  void installed(long index, long atMs) {
    durableIndex = index;
    lastBytes = sizeOf(index);
    commandsSince = 0;
    bytesSince = 0;
    metrics.snapshotAtMs().set(atMs);
  }

  /** Gives up a snapshot that is being written, refuses those asked for, waits for the thread. */
  void close() {
    abandoned = true;
    CompletableFuture<Void> running = writing;
    if (running != null) {
      running.join();
    }
    refuseRequests();
  }

  /** Fails what was asked for too late; any thread, after {@link #close}. */
  void refuseRequests() {
    for (var request = requests.poll(); request != null; request = requests.poll()) {
      request.completeExceptionally(new StorageException("No snapshot: the log is closed"));
    }
    for (var request = fixRequests.poll(); request != null; request = fixRequests.poll()) {
      request.completeExceptionally(new StorageException("No snapshot: the log is closed"));
    }
  }

  private void report(long index, Throwable failure) {
    metrics.snapshotErrors().increment();
    if (failure instanceof StorageException) {
      if (!abandoned) {
        LOG.warn("No snapshot up to index {}: {}", index, failure.getMessage());
      }
    } else {
      LOG.error("No snapshot up to index {}", index, failure);
    }
  }

  /** The position is stored first: who purges from outside must not know less than we do. */
  private void purge() {
    long from = keptFrom;
    new ReaderPosition(disk, config.directory()).store(from);
    new Retention(disk, config, from).purge();
  }

  private void write(
      SnapshotFormat.Header header,
      StateMachine.Snapshot content,
      List<CompletableFuture<Long>> waiting,
      CompletableFuture<Void> done) {
    long begunNs = clock.monotonicNs();
    try (content) {
      SnapshotFile.write(disk, config.snapshotDirectory(), header, content, () -> abandoned);
      durableIndex = header.index();
      lastBytes = sizeOf(header.index());
      long tookMs = (clock.monotonicNs() - begunNs) / 1_000_000;
      metrics.snapshotMs().add(tookMs);
      metrics.snapshotAtMs().set(header.createdMs());
      LOG.info("Snapshot up to index {} written in {} ms", header.index(), tookMs);
      waiting.forEach(request -> request.complete(header.index()));
      purge();
    } catch (RuntimeException | Error failure) {
      report(header.index(), failure);
      waiting.forEach(request -> request.completeExceptionally(failure));
    } finally {
      writing = null;
      done.complete(null);
      wakeLoop.run();
    }
  }
}

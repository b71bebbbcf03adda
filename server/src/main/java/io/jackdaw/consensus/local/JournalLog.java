package io.jackdaw.consensus.local;

import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.ProposalRefusedException;
import io.jackdaw.consensus.ProposalRefusedException.Reason;
import io.jackdaw.consensus.ReplicatedLog;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The replicated log of one machine: a local journal with snapshots.
 *
 * <p>A command is applied, and so acknowledged, after its fsync; all that waited share one. A full
 * disk is a mode: commands are refused, and taken again once there is space. Any other failed write
 * and every failed fsync stops the log for good: what was pending and what comes later is refused,
 * nothing is tried again, and the next start decides from the disk what was written.
 *
 * <p>Any thread may propose. Everything the state machine sees happens on thread "jackdaw-journal".
 */
public final class JournalLog implements ReplicatedLog {
  private final JournalConfig config;
  private final Disk disk;
  private final Clock clock;
  private final Consumer<Throwable> onFailure;
  private final Origin origin;
  private final ProposalQueue queue;
  private final LogMetrics metrics = new LogMetrics();
  private final AtomicLong pendingBytes = new AtomicLong();
  private final Queue<Disk.AutoCloseableLock> locks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean begun = new AtomicBoolean();

  private volatile @Nullable ProposalRefusedException shut = closed("the log is not started");
  private volatile long keptFrom = ReaderPosition.NOBODY;
  private volatile @Nullable CommitLoop loop;
  private volatile @Nullable Thread thread;

  public JournalLog(JournalConfig config, Disk disk, Clock clock) {
    this(config, disk, clock, failure -> {});
  }

  /**
   * @param onFailure told once when the log stops for good (failed disk, or a bug in the state
   *     machine); on the journal thread, must not block
   */
  public JournalLog(JournalConfig config, Disk disk, Clock clock, Consumer<Throwable> onFailure) {
    this(config, disk, clock, onFailure, () -> null);
  }

  /**
   * @param origin what a log without any file begins with
   */
  public JournalLog(
      JournalConfig config, Disk disk, Clock clock, Consumer<Throwable> onFailure, Origin origin) {
    this.origin = origin;
    this.config = config;
    this.disk = disk;
    this.clock = clock;
    this.onFailure = onFailure;
    this.queue = new ProposalQueue(config.limits().maxPendingCommands());
  }

  @Override
  public void start(StateMachine machine) {
    if (begun.getAndSet(true)) {
      throw new IllegalStateException("the log was started before");
    }
    lock(config.directory());
    if (!config.snapshotDirectory().equals(config.directory())) {
      lock(config.snapshotDirectory());
    }
    plantOrigin();
    storeReaderPosition();
    CommitLoop created =
        new CommitLoop(
            config,
            disk,
            clock,
            metrics,
            machine,
            queue,
            pendingBytes,
            JournalLog::snapshotThread,
            onFailure);
    created.snapshotter().keptFrom(keptFrom);
    loop = created;
    thread = Thread.ofPlatform().daemon().name("jackdaw-journal").start(created);
    try {
      created.recovered().join();
      shut = null;
    } catch (CompletionException failure) {
      close();
      throw unwrapped(failure.getCause());
    }
  }

  @Override
  public void propose(Proposal proposal) {
    ProposalRefusedException refusal = shut;
    int bytes = proposal.command().remaining();
    if (refusal == null) {
      refusal = offer(proposal, bytes);
    }
    if (refusal != null) {
      proposal.refused(refusal);
    }
  }

  private @Nullable ProposalRefusedException offer(Proposal proposal, int bytes) {
    CommitLoop running = loop;
    if (running == null) {
      return closed("the log is not started");
    }
    if (bytes > config.limits().maxCommandBytes()) {
      return new ProposalRefusedException(
          Reason.TOO_LARGE,
          "a command of %d bytes is over the limit of %d"
              .formatted(bytes, config.limits().maxCommandBytes()));
    }
    if (pendingBytes.addAndGet(bytes) > config.limits().maxPendingBytes()
        || !queue.offer(proposal)) {
      pendingBytes.addAndGet(-bytes);
      ProposalRefusedException end = running.ended();
      return end != null
          ? end
          : new ProposalRefusedException(Reason.OVERLOADED, "too many commands wait for the disk");
    }
    if (running.ended() != null) {
      // The loop ended between the first look and the offer, and may have looked for the last time.
      running.refuseWaiting();
    }
    return null;
  }

  @Override
  public long snapshot() {
    return awaited(running -> running.snapshotter().request());
  }

  /** Asks the running loop for something, and waits for it. */
  private <T> T awaited(Function<CommitLoop, Future<T>> ask) {
    CommitLoop running = loop;
    if (running == null || shut != null) {
      throw new StorageException("No snapshot: the log is not open");
    }
    Future<T> request = ask.apply(running);
    if (running.ended() != null) {
      running.refuseWaiting();
    }
    try {
      return request.get();
    } catch (ExecutionException failure) {
      throw unwrapped(failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StorageException("Interrupted while waiting for a snapshot", interrupted);
    }
  }

  @Override
  public LogMetrics metrics() {
    return metrics;
  }

  @Override
  public StateMachine.Snapshot fix() {
    return awaited(running -> running.snapshotter().requestFixed());
  }

  @Override
  public void install(StateMachine.Snapshot content) {
    awaited(running -> running.install(content));
  }

  private static ProposalRefusedException closed(String why) {
    return new ProposalRefusedException(Reason.CLOSED, why);
  }

  /**
   * Keeps the commands after {@code index}, and a snapshot from before them, for whoever reads the
   * journal's files: at most twenty snapshots more than are configured. A {@link Purge} by another
   * process keeps them too, if this was called before {@link #start}. Any thread, any time.
   */
  public void keepFrom(long index) {
    keptFrom = index;
    CommitLoop running = loop;
    if (running != null) {
      running.snapshotter().keptFrom(index);
    }
  }

  /** Index of the newest command applied; any thread. */
  public long appliedIndex() {
    CommitLoop running = loop;
    return running == null ? 0 : running.appliedIndex();
  }

  /** Index covered by the newest durable snapshot, 0 when there is none; any thread. */
  public long snapshotIndex() {
    CommitLoop running = loop;
    return running == null ? 0 : running.snapshotter().durableIndex();
  }

  /** Bytes of commands that wait for their fsync; any thread. */
  public long pendingBytes() {
    return pendingBytes.get();
  }

  @Override
  public void close() {
    shut = closed("the log is closed");
    CommitLoop running = loop;
    Thread joined = thread;
    if (running != null && joined != null) {
      running.close();
      joinUninterruptibly(joined);
    }
    for (var lock = locks.poll(); lock != null; lock = locks.poll()) {
      lock.close();
    }
  }

  private static void snapshotThread(Runnable writing) {
    Thread.ofPlatform().daemon().name("jackdaw-snapshot").start(writing);
  }

  /** The first snapshot is there, whole, before any segment is: a crash between changes nothing. */
  private void plantOrigin() {
    if (!NamedFile.segments(disk, config.directory()).isEmpty()
        || !NamedFile.snapshots(disk, config.snapshotDirectory()).isEmpty()) {
      return;
    }
    try (StateMachine.Snapshot content = origin.state()) {
      if (content != null) {
        SnapshotFormat.Header header =
            new SnapshotFormat.Header(SnapshotFormat.VERSION, 0, CommitLoop.TERM, clock.wallMs());
        SnapshotFile.write(disk, config.snapshotDirectory(), header, content, () -> false);
      }
    } catch (RuntimeException refused) {
      close();
      throw refused;
    }
  }

  /** An older position stays: it says what a reader has, and is behind at most. */
  private void storeReaderPosition() {
    try {
      ReaderPosition position = new ReaderPosition(disk, config.directory());
      if (keptFrom == ReaderPosition.NOBODY) {
        position.store(ReaderPosition.NOBODY);
      } else if (position.stored() == ReaderPosition.NOBODY) {
        position.store(keptFrom);
      }
    } catch (RuntimeException refused) {
      close();
      throw refused;
    }
  }

  private void lock(Path directory) {
    try {
      createDurably(directory);
      locks.add(disk.lock(directory));
    } catch (StorageException refused) {
      close();
      throw refused;
    }
  }

  /**
   * A journal is as durable as the name of the directory it lies in, and it is unknown whether who
   * made that directory has forced its name.
   */
  private void createDurably(Path directory) {
    Path parent = directory.toAbsolutePath().getParent();
    if (parent == null) {
      return;
    }
    if (!disk.exists(parent)) {
      createDurably(parent);
    }
    disk.createDirectories(directory);
    disk.forceDirectory(parent);
  }

  private static void joinUninterruptibly(Thread thread) {
    if (thread == Thread.currentThread()) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Keeps the kind of the failure and adds where it surfaced. */
  private static RuntimeException unwrapped(@Nullable Throwable cause) {
    if (cause instanceof StorageException storage) {
      return new StorageException(String.valueOf(storage.getMessage()), storage);
    }
    return new IllegalStateException("The log failed: " + cause, cause);
  }
}

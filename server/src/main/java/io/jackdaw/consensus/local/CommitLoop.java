package io.jackdaw.consensus.local;

import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.ProposalRefusedException;
import io.jackdaw.consensus.ProposalRefusedException.Reason;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFullException;
import io.jackdaw.time.Clock;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal thread: takes all proposals that wait, writes them as one batch, syncs once, applies
 * them in order, and begins again. Proposals gather while it syncs, so under load the cost of an
 * fsync is shared by ever more of them, and a lone write waits for nobody.
 *
 * <p>Owns the segment, the order and the state machine.
 */
final class CommitLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CommitLoop.class);

  /** A log of one has no leaders to tell apart. */
  static final long TERM = 0;

  private final JournalConfig config;
  private final Disk disk;
  private final Clock clock;
  private final LogMetrics metrics;
  private final StateMachine machine;
  private final ProposalQueue queue;
  private final AtomicLong pendingBytes;
  private final Snapshotter snapshotter;
  private final Consumer<Throwable> onFailure;
  private final CompletableFuture<Void> recovered = new CompletableFuture<>();
  private final BatchBuffer batch;
  private final ByteBuffer zeros;
  private final FullDisk fullDisk;
  private final Queue<Installation> installations = new ConcurrentLinkedQueue<>();

  private volatile boolean closing;
  private volatile long appliedIndex;
  private volatile @Nullable ProposalRefusedException ended;
  private @Nullable SegmentWriter segment;
  private boolean snapshotFixed;
  private int answered;

  CommitLoop(
      JournalConfig config,
      Disk disk,
      Clock clock,
      LogMetrics metrics,
      StateMachine machine,
      ProposalQueue queue,
      AtomicLong pendingBytes,
      Executor snapshotWriters,
      Consumer<Throwable> onFailure) {
    this.config = config;
    this.disk = disk;
    this.clock = clock;
    this.metrics = metrics;
    this.machine = machine;
    this.queue = queue;
    this.pendingBytes = pendingBytes;
    this.onFailure = onFailure;
    this.snapshotter = new Snapshotter(disk, config, clock, metrics, snapshotWriters, queue::wake);
    this.batch = new BatchBuffer(config.sizes().maxBatchBytes());
    this.zeros = ByteBuffer.allocateDirect(config.sizes().preallocateBytes());
    this.fullDisk = new FullDisk(clock);
  }

  /** Completed when the state machine is up to date. */
  CompletableFuture<Void> recovered() {
    return recovered;
  }

  Snapshotter snapshotter() {
    return snapshotter;
  }

  /** A state that is to take the place of ours, and who waits for that. */
  private record Installation(StateMachine.Snapshot content, CompletableFuture<Void> done) {}

  /** Replaces the state between two batches; any thread, done on the journal thread. */
  CompletableFuture<Void> install(StateMachine.Snapshot content) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    installations.add(new Installation(content, done));
    queue.wake();
    return done;
  }

  long appliedIndex() {
    return appliedIndex;
  }

  /** Lets the loop end when it has nothing more to do; any thread. */
  void close() {
    closing = true;
    queue.wake();
  }

  /** Why nothing will be taken any more; null as long as the loop runs. */
  @Nullable ProposalRefusedException ended() {
    return ended;
  }

  @Override
  public void run() {
    ProposalRefusedException end = new ProposalRefusedException(Reason.CLOSED, "the log is closed");
    try {
      recover();
      recovered.complete(null);
      commitUntilClosed();
    } catch (Throwable failure) {
      end = new ProposalRefusedException(Reason.FAILED, "the log has stopped: " + failure, failure);
      if (recovered.completeExceptionally(failure)) {
        LOG.debug("The journal could not be recovered", failure);
      } else {
        LOG.error("The log stops for good at index {}", appliedIndex, failure);
        onFailure.accept(failure);
      }
    } finally {
      end(end);
    }
  }

  /** Brings the state machine up to date; before the first {@link #step}. */
  void recover() {
    Recovery.Recovered state = new Recovery(disk, config, clock, metrics, machine).run(zeros);
    segment = state.segment();
    appliedIndex = state.lastIndex();
    snapshotter.recovered(state.snapshotIndex(), state.lastIndex());
  }

  private void commitUntilClosed() {
    while (true) {
      boolean last = closing;
      if (step()) {
        continue;
      }
      if (last) {
        return;
      }
      queue.awaitWork(
          () -> closing || snapshotter.isRequested() || !installations.isEmpty(),
          fullDisk.restNs());
    }
  }

  /**
   * Commits one batch, if anything waits, and begins a snapshot, if one is due. While the disk is
   * full it refuses the batch instead, and looks from time to time whether there is room.
   */
  boolean step() {
    gather();
    if (fullDisk.isTimeToLook()) {
      lookForRoom();
    }
    boolean some = !batch.isEmpty();
    if (some) {
      commitOrRefuse();
    }
    Installation installation = installations.poll();
    if (installation != null) {
      install(installation);
    }
    snapshotFixed |= snapshotter.begin(machine, appliedIndex, TERM);
    return some;
  }

  /**
   * The state becomes the snapshot of an index that no command has. So a recovery that cannot read
   * it finds a command missing, and does not go on from the state before.
   */
  private void install(Installation installation) {
    long index = appliedIndex + 1;
    long nowMs = clock.wallMs();
    SnapshotFormat.Header header =
        new SnapshotFormat.Header(SnapshotFormat.VERSION, index, TERM, nowMs);
    try {
      SnapshotFile.write(
          disk, config.snapshotDirectory(), header, installation.content, () -> false);
    } catch (DiskFullException full) {
      installation.done.completeExceptionally(full);
      return;
    }
    SnapshotFile.restore(disk, NamedFile.snapshot(config.snapshotDirectory(), index), machine);
    appliedIndex = index;
    snapshotter.installed(index, nowMs);
    SegmentWriter before = openSegment();
    segment =
        SegmentWriter.create(
            disk, config, clock, metrics, zeros, NamedFile.segment(config.directory(), index + 1));
    before.finish();
    snapshotFixed = false;
    installation.done.complete(null);
  }

  private void gather() {
    batch.clear();
    answered = 0;
    int waiting = queue.size();
    if (waiting > 0) {
      metrics.waitingCommands().add(waiting);
    }
    for (Proposal next = queue.peek(); next != null && batch.add(next); next = queue.peek()) {
      queue.remove();
    }
  }

  private void commitOrRefuse() {
    if (!fullDisk.isFound()) {
      try {
        commit();
        return;
      } catch (DiskFullException full) {
        fullDisk.found(full);
      }
    }
    ProposalRefusedException refusal =
        new ProposalRefusedException(
            Reason.DISK_FULL, "the disk of " + config.directory() + " is full");
    for (Proposal proposal : batch.proposals()) {
      answered++;
      refuse(proposal, refusal);
    }
    pendingBytes.addAndGet(-batch.commandBytes());
  }

  /** What is written ahead anyway tells best whether there is room; a little is no use. */
  private void lookForRoom() {
    try {
      openSegment().reserve();
      fullDisk.over();
    } catch (DiskFullException full) {
      fullDisk.found(full);
    }
  }

  private SegmentWriter openSegment() {
    SegmentWriter open = segment;
    if (open == null) {
      throw new IllegalStateException("no segment is open after recovery");
    }
    return open;
  }

  /**
   * Writes, syncs and applies the batch.
   *
   * @throws DiskFullException if there is no room for it; nothing of it was applied or is left
   */
  private void commit() {
    long firstIndex = appliedIndex + 1;
    ByteBuffer bytes = batch.finish(firstIndex, TERM);
    long begunNs = clock.monotonicNs();
    segmentFor(bytes.remaining()).append(bytes);
    metrics.flushMs().add((clock.monotonicNs() - begunNs) / 1_000_000);
    metrics.batchCommands().add(batch.proposals().size());
    int at = BatchBuffer.firstAt();
    for (Proposal proposal : batch.proposals()) {
      ByteBuffer command = batch.commandAt(at);
      at += Integer.BYTES + command.remaining();
      long index = firstIndex + answered++;
      machine.apply(index, TERM, command, proposal);
      appliedIndex = index;
    }
    machine.batchApplied();
    pendingBytes.addAndGet(-batch.commandBytes());
    snapshotter.applied(batch.proposals().size(), batch.commandBytes());
  }

  /** The segment to write to: a new one when the last is full or a snapshot was taken. */
  private SegmentWriter segmentFor(int bytes) {
    SegmentWriter current = openSegment();
    boolean roll = snapshotFixed && !current.isEmpty();
    if (!roll && current.hasRoomFor(bytes)) {
      snapshotFixed = false;
      return current;
    }
    // In this order a full disk leaves the segment that is open as it was.
    NamedFile next = NamedFile.segment(config.directory(), appliedIndex + 1);
    SegmentWriter created = SegmentWriter.create(disk, config, clock, metrics, zeros, next);
    segment = created;
    snapshotFixed = false;
    current.finish();
    return created;
  }

  private void end(ProposalRefusedException end) {
    ended = end;
    List<Proposal> unanswered = batch.proposals().subList(answered, batch.proposals().size());
    unanswered.forEach(proposal -> refuse(proposal, end));
    refuseWaiting();
    snapshotter.close();
    if (segment != null) {
      closeQuietly(segment);
    }
  }

  /** Refuses whatever is in the queue; any thread, once the loop has ended. */
  synchronized void refuseWaiting() {
    ProposalRefusedException end = ended;
    if (end == null) {
      return;
    }
    for (Proposal next = queue.peek(); next != null; next = queue.peek()) {
      queue.remove();
      refuse(next, end);
    }
    snapshotter.refuseRequests();
    for (var next = installations.poll(); next != null; next = installations.poll()) {
      next.done.completeExceptionally(end);
    }
  }

  private static void refuse(Proposal proposal, ProposalRefusedException end) {
    try {
      proposal.refused(end);
    } catch (RuntimeException bug) {
      LOG.error("A proposer failed while its proposal was refused", bug);
    }
  }

  private static void closeQuietly(SegmentWriter segment) {
    try {
      segment.close();
    } catch (RuntimeException failure) {
      LOG.warn("The journal could not be closed", failure);
    }
  }
}

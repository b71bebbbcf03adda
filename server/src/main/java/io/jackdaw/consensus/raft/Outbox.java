package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.ProposalRefusedException;
import io.jackdaw.consensus.ProposalRefusedException.Reason;
import io.jackdaw.consensus.raft.CommandBatch.Stamp;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this server proposes: gathers proposals into batches, keeps a few batches on their way, and
 * sends again, in order, what may have been lost, until it sees them applied.
 *
 * <pre>
 *   waiting ──batch──▶ on their way ──applied here──▶ done
 *                        │      ▲
 *                        └lost──┘  sent again with the same number
 * </pre>
 *
 * <p>Any thread may offer; what is on its way belongs to the loop; {@link #applied} is called by
 * the apply thread.
 */
final class Outbox implements OwnBatches {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /**
   * Two starts in one millisecond of a clock that has gone back must not take each other's place.
   */
  private static final int CHANCE_BITS = 20;

  private final Limits limits;
  private final int origin;
  private final EventLoop loop;
  private final Carrier carrier;
  private final Queue<Proposal> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicBoolean woken = new AtomicBoolean();

  /** Batches that are not applied yet, oldest first, numbered from {@link #firstSequence}. */
  private final Deque<CommandBatch> underWay = new ArrayDeque<>();

  private long incarnation;
  private long firstSequence = 1;
  private boolean resending;

  /** Loop: a look at {@link #firstSequence} is to come. */
  private boolean watching;

  private volatile @Nullable ProposalRefusedException closed;

  /**
   * How much may wait, and travel.
   *
   * @param batches on their way at once
   * @param resendMs between a loss and the next attempt
   * @param patienceMs after which what was not seen applied counts as lost
   */
  record Limits(
      int batches,
      int batchBytes,
      int commands,
      long commandBytes,
      long resendMs,
      long patienceMs) {}

  /**
   * @param incarnation larger than that of any earlier start of this server; corrected when the log
   *     shows that it is not
   */
  Outbox(Limits limits, int origin, long incarnation, EventLoop loop, Carrier carrier) {
    this.limits = limits;
    this.origin = origin;
    this.incarnation = incarnation;
    this.loop = loop;
    this.carrier = carrier;
  }

  /**
   * A number for a start of this server: larger than that of any earlier one, unless its clock has
   * gone back, and another one even then.
   */
  static long incarnation(Clock clock, RandomGenerator random) {
    return clock.wallMs() << CHANCE_BITS | random.nextInt(1 << CHANCE_BITS);
  }

  void offer(Proposal proposal) {
    ProposalRefusedException refusal = closed;
    int bytes = proposal.command().remaining();
    if (refusal == null && bytes > limits.batchBytes) {
      refusal =
          new ProposalRefusedException(
              Reason.TOO_LARGE,
              "a command of %d bytes is over the limit of %d".formatted(bytes, limits.batchBytes));
    }
    if (refusal == null
        && (waitingCount.get() >= limits.commands
            || waitingBytes.get() + bytes > limits.commandBytes)) {
      refusal =
          new ProposalRefusedException(
              Reason.OVERLOADED, "too many commands wait for the ensemble");
    }
    if (refusal != null) {
      proposal.refused(refusal);
      return;
    }
    waitingCount.incrementAndGet();
    waitingBytes.addAndGet(bytes);
    waiting.add(proposal);
    if (closed != null) {
      refuseWaiting();
    } else {
      wake();
    }
  }

  /** Looks for something to send; any thread. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      loop.execute(this::sendWhatWaits);
    }
  }

  private void sendWhatWaits() {
    woken.set(false);
    if (!carrier.hasLeader() || resending) {
      return;
    }
    while (roomOnTheWay()) {
      CommandBatch batch = gather();
      if (batch.isEmpty()) {
        return;
      }
      long sequence = enter(batch);
      send(batch, sequence);
      watch();
    }
  }

  /** Nobody tells of every loss: what makes no progress for long is sent again. */
  private void watch() {
    if (!watching && closed == null) {
      watching = true;
      long seen = first();
      loop.schedule(
          limits.patienceMs,
          () -> {
            watching = false;
            if (isUnderWay()) {
              if (first() == seen) {
                resendSoon();
              }
              watch();
            }
          });
    }
  }

  private synchronized long first() {
    return firstSequence;
  }

  private synchronized boolean isUnderWay() {
    return !underWay.isEmpty();
  }

  private synchronized boolean roomOnTheWay() {
    return underWay.size() < limits.batches;
  }

  private CommandBatch gather() {
    CommandBatch batch = new CommandBatch();
    for (Proposal next = waiting.peek(); next != null; next = waiting.peek()) {
      int bytes = next.command().remaining();
      if (!batch.isEmpty() && batch.sizeBytes() + bytes > limits.batchBytes) {
        break;
      }
      waiting.remove();
      waitingCount.decrementAndGet();
      waitingBytes.addAndGet(-bytes);
      batch.add(next);
    }
    return batch;
  }

  private synchronized long enter(CommandBatch batch) {
    underWay.add(batch);
    return firstSequence + underWay.size() - 1;
  }

  private void send(CommandBatch batch, long sequence) {
    Stamp stamp = new Stamp(origin, incarnation(), sequence);
    carrier
        .carry(batch.encode(stamp))
        .whenComplete(
            (done, lost) -> {
              if (lost != null) {
                LOG.debug("Batch {} may be lost", sequence, lost);
                resendSoon();
              }
            });
  }

  private synchronized long incarnation() {
    return incarnation;
  }

  /** Sends everything again that is on its way; any thread, any number of times. */
  @Override
  public void resendSoon() {
    loop.execute(
        () -> {
          if (!resending) {
            resending = true;
            loop.schedule(limits.resendMs, this::resend);
          }
        });
  }

  private void resend() {
    resending = false;
    List<CommandBatch> again;
    long sequence;
    synchronized (this) {
      again = new ArrayList<>(underWay);
      sequence = firstSequence;
    }
    if (!carrier.hasLeader()) {
      if (!again.isEmpty()) {
        resendSoon();
      }
      return;
    }
    for (CommandBatch batch : again) {
      send(batch, sequence++);
    }
    wake();
  }

  /**
   * A batch of this server is being applied: its proposals, in order; empty if it is none of those
   * under way, and belongs to an earlier start. Apply thread.
   */
  @Override
  public List<Proposal> applied(Stamp stamp) {
    CommandBatch batch;
    synchronized (this) {
      if (stamp.incarnation() != incarnation || stamp.sequence() != firstSequence) {
        return List.of();
      }
      batch = underWay.poll();
      if (batch == null) {
        return List.of();
      }
      firstSequence++;
    }
    if (!waiting.isEmpty()) {
      wake();
    }
    return batch.proposals();
  }

  /**
   * A batch of this server was refused because the log knows a later incarnation of it. If the
   * batch is of this one, the clock has gone back since the last start, and nothing of this
   * incarnation will ever be applied: begins one that is later. If it is an old one that comes
   * late, there is nothing to do.
   */
  @Override
  public void outdated(Stamp refused, long known) {
    synchronized (this) {
      if (refused.incarnation() != incarnation || known < incarnation) {
        return;
      }
      incarnation = known + 1;
      firstSequence = 1;
    }
    resendSoon();
  }

  /**
   * The state was replaced by a snapshot that contains the batches of this server up to {@code
   * last}: what came of their commands cannot be known here. Apply thread.
   */
  @Override
  public void contained(Origins.Last last) {
    ProposalRefusedException unknown =
        new ProposalRefusedException(Reason.FAILED, "applied within another server's snapshot");
    List<CommandBatch> gone = new ArrayList<>();
    synchronized (this) {
      while (last.incarnation() == incarnation
          && firstSequence <= last.sequence()
          && !underWay.isEmpty()) {
        gone.add(underWay.remove());
        firstSequence++;
      }
    }
    gone.forEach(batch -> batch.proposals().forEach(proposal -> proposal.refused(unknown)));
  }

  /** Refuses everything, from now on. */
  void close(ProposalRefusedException why) {
    closed = why;
    List<CommandBatch> unanswered;
    synchronized (this) {
      unanswered = new ArrayList<>(underWay);
      underWay.clear();
    }
    unanswered.forEach(batch -> batch.proposals().forEach(proposal -> proposal.refused(why)));
    refuseWaiting();
  }

  private void refuseWaiting() {
    ProposalRefusedException why = closed;
    for (Proposal next = waiting.poll(); next != null; next = waiting.poll()) {
      if (why != null) {
        next.refused(why);
      }
    }
  }
}

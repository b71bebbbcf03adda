package io.jackdaw.zookeeper;

import io.jackdaw.consensus.ProposalRefusedException;
import io.jackdaw.consensus.ReplicatedLog;
import io.jackdaw.zookeeper.session.Turn;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The way into the log. Counts what is under way, and stops those from sending more who send while
 * it is too much. Any thread.
 */
final class Proposals {
  private final ReplicatedLog log;
  private final int limit;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Queue<Runnable> paused = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Turn lastTurn;

  Proposals(ReplicatedLog log, int limit) {
    this.log = log;
    this.limit = limit;
  }

  void propose(ProposedCommand command) {
    underWay.incrementAndGet();
    command.whenFinished(this::finished);
    lastTurn = command.turn();
    log.propose(command);
  }

  /** Whether a proposal was refused because the disk is full: not done, and worth another try. */
  static boolean isForWantOfSpace(Exception cause) {
    return cause instanceof ProposalRefusedException refused
        && refused.reason() == ProposalRefusedException.Reason.DISK_FULL;
  }

  private void finished() {
    if (underWay.decrementAndGet() <= limit && !paused.isEmpty()) {
      resumeAll();
    }
  }

  /** Whether more is under way than should be. */
  boolean areTooMany() {
    return underWay.get() > limit;
  }

  /** Runs {@code resume} when there is room again; maybe at once. */
  void whenRoom(Runnable resume) {
    paused.add(resume);
    if (!areTooMany()) {
      resumeAll();
    }
  }

  private void resumeAll() {
    for (Runnable resume = paused.poll(); resume != null; resume = paused.poll()) {
      resume.run();
    }
  }

  int underWay() {
    return underWay.get();
  }

  /** The turn of the command that was proposed last by anybody; null before the first. */
  @Nullable Turn lastTurn() {
    return lastTurn;
  }
}

package io.jackdaw.consensus.local;

import io.jackdaw.consensus.Proposal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The hand-off from proposers to the journal thread: a ring of fixed size, many producers, one
 * consumer, no lock and no allocation.
 *
 * <p>A producer claims a slot by moving {@code tail}, then fills it; the consumer takes a slot that
 * is claimed but not yet filled for empty. A producer wakes the consumer only when that says it is
 * idle, so while a batch is being synced an offer costs two atomic operations and no system call.
 * No wake-up is lost: the producer fills the slot and then reads {@code idle}, the consumer sets
 * {@code idle} and then reads the slot, and all four are volatile; one of the two sees the other.
 */
final class ProposalQueue {
  private final AtomicReferenceArray<@Nullable Proposal> slots;
  private final int capacity;
  private final AtomicLong tail = new AtomicLong();
  private final AtomicLong head = new AtomicLong();
  private final AtomicBoolean idle = new AtomicBoolean();
  private volatile @Nullable Thread consumer;

  ProposalQueue(int capacity) {
    this.capacity = capacity;
    this.slots = new AtomicReferenceArray<>(capacity);
  }

  /** Adds at the end and wakes the consumer; any thread. False when the queue is full. */
  boolean offer(Proposal proposal) {
    long claimed;
    do {
      claimed = tail.get();
      if (claimed - head.get() >= capacity) {
        return false;
      }
    } while (!tail.compareAndSet(claimed, claimed + 1));
    slots.set((int) (claimed % capacity), proposal);
    wake();
    return true;
  }

  /** How many wait; any thread. */
  int size() {
    return (int) (tail.get() - head.get());
  }

  /** The oldest proposal, or null; consumer only. */
  @Nullable Proposal peek() {
    return slots.get((int) (head.getPlain() % capacity));
  }

  /** Drops what {@link #peek} returned; consumer only. */
  void remove() {
    long taken = head.getPlain();
    slots.setRelease((int) (taken % capacity), null);
    head.setRelease(taken + 1);
  }

  /**
   * Parks the consumer until something is offered or {@link #wake} is called; may end early.
   *
   * @param otherWork asked once more after producers can see that the consumer is idle
   * @param atMostNs the longest wait; 0 for no end
   */
  void awaitWork(BooleanSupplier otherWork, long atMostNs) {
    consumer = Thread.currentThread();
    idle.set(true);
    if (peek() == null && !otherWork.getAsBoolean()) {
      if (atMostNs == 0) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, atMostNs);
      }
    }
    idle.set(false);
  }

  /** Ends the consumer's wait; any thread. */
  void wake() {
    if (idle.get() && idle.compareAndSet(true, false)) {
      LockSupport.unpark(consumer);
    }
  }
}

package io.jackdaw.kafka.share;

import io.jackdaw.kafka.share.state.OffsetRuns;
import io.jackdaw.kafka.share.state.OffsetRuns.Run;
import io.jackdaw.kafka.share.state.ShareState;
import io.jackdaw.kafka.share.state.StateBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one partition to one share group. Pure state: no clock, no log; one thread.
 *
 * <pre>
 *   all done │ some of it on its way, some done, some to be delivered again │ never fetched yet
 *            ▲ start                                                        ▲ end
 * </pre>
 *
 * <p>Every offset of {@code [start, end)} has its {@link Delivery}. What changes is collected until
 * {@link #takeChange}, because it has to be stored; who holds a record is not. Source: KIP-932.
 */
final class SharePartition {
  private final OffsetRuns<Delivery> deliveries = new OffsetRuns<>();
  private final OffsetRuns<Delivery> changed = new OffsetRuns<>();
  private long start;
  private long end;
  private long storedStart;

  /** One that begins here, which is yet to be stored. */
  static SharePartition startingAt(long start) {
    return new SharePartition(start, ShareState.NO_OFFSET, List.of());
  }

  /**
   * One as it was stored.
   *
   * @param batches what lies between them was never decided
   */
  static SharePartition of(long start, List<StateBatch> batches) {
    return new SharePartition(start, start, batches);
  }

  private SharePartition(long start, long storedStart, List<StateBatch> batches) {
    this.start = start;
    this.storedStart = storedStart;
    this.end = start;
    for (StateBatch batch : batches) {
      long first = Math.max(batch.firstOffset(), start);
      if (first > batch.lastOffset()) {
        continue;
      }
      if (first > end) {
        deliveries.put(end, first - 1, Delivery.UNTOUCHED);
      }
      deliveries.put(
          first,
          batch.lastOffset(),
          Delivery.free(DeliveryState.of(batch.state()), batch.deliveryCount()));
      end = batch.lastOffset() + 1;
    }
    advanceStart();
  }

  /** Before it all is done. */
  long startOffset() {
    return start;
  }

  /** From it on nothing was ever fetched. */
  long endOffset() {
    return end;
  }

  /** What is to be fetched next: what was given back before what is new. */
  long nextFetchOffset() {
    for (Run<Delivery> run : deliveries.view()) {
      if (run.value().state() == DeliveryState.AVAILABLE) {
        return run.first();
      }
    }
    return end;
  }

  /** Whether anything can be acquired that is in the log. */
  boolean hasRoom(int maxLocks) {
    return end - start < maxLocks || nextFetchOffset() < end;
  }

  /** The log begins later now: what was before is gone, whoever has it. */
  void logStartsAt(long offset) {
    if (offset > start) {
      start = offset;
      end = Math.max(end, offset);
      advanceStart();
    }
  }

  /**
   * Gives a member what can be had of the batches that were read.
   *
   * @param readFrom offset that was read from, at most {@link #endOffset}
   * @param batches in order, all from there on; what lies between them is not in the log any more,
   *     and is acquired too, so that it is acknowledged as missing
   */
  List<Acquired> acquire(Acquisition by, long readFrom, List<RecordSpan> batches) {
    Pieces pieces = new Pieces(by);
    long from = Math.max(readFrom, start);
    for (RecordSpan batch : batches) {
      if (pieces.isFull()) {
        break;
      }
      if (batch.lastOffset() < from) {
        continue;
      }
      for (Run<Delivery> known : deliveries.within(from, Math.min(batch.lastOffset(), end - 1))) {
        if (known.value().state() == DeliveryState.AVAILABLE) {
          take(known, batch.dead(), pieces);
        }
      }
      long room = by.maxLocks() - (end - start);
      if (batch.lastOffset() >= end && room > 0 && !pieces.isFull()) {
        long last = by.strict() ? Math.min(batch.lastOffset(), end + room - 1) : batch.lastOffset();
        long newFrom = end;
        end = last + 1;
        deliveries.put(newFrom, last, Delivery.UNTOUCHED);
        long used = take(new Run<>(newFrom, last, Delivery.UNTOUCHED), batch.dead(), pieces);
        if (used < last) {
          // What nobody asked for was not fetched.
          forgetFrom(used + 1);
        }
      }
      from = batch.lastOffset() + 1;
    }
    advanceStart();
    return pieces.all();
  }

  /** The last offset that was taken. */
  private long take(Run<Delivery> free, boolean dead, Pieces pieces) {
    if (dead) {
      change(
          free.first(), free.last(), Delivery.free(DeliveryState.ARCHIVED, free.value().count()));
      return free.last();
    }
    long last = pieces.lastOf(free.first(), free.last());
    if (last >= free.first()) {
      Delivery now = free.value().acquired(pieces.by.member(), pieces.by.lockedUntilMs());
      deliveries.put(free.first(), last, now);
      pieces.add(free.first(), last, now.count());
    }
    return last;
  }

  private void forgetFrom(long offset) {
    List<Run<Delivery>> kept = deliveries.within(start, offset - 1);
    deliveries.clear();
    kept.forEach(run -> deliveries.put(run.first(), run.last(), run.value()));
    end = offset;
  }

  /**
   * Takes note of what a member says, all of it or nothing.
   *
   * @param limit deliveries after which a record is given up
   * @return NONE, INVALID_REQUEST for what was never fetched, INVALID_RECORD_STATE for what the
   *     member does not have (any more)
   */
  Errors acknowledge(String member, List<Acknowledgement> list, int limit, long renewedUntilMs) {
    for (Acknowledgement one : list) {
      Errors refusal = check(member, one);
      if (refusal != Errors.NONE) {
        return refusal;
      }
    }
    for (Acknowledgement one : list) {
      long offset = Math.max(one.firstOffset(), start);
      while (offset <= one.lastOffset()) {
        byte type = one.type(offset);
        long last = one.types().size() == 1 ? one.lastOffset() : offset;
        while (last < one.lastOffset() && one.type(last + 1) == type) {
          last++;
        }
        apply(offset, last, type, limit, renewedUntilMs);
        offset = last + 1;
      }
    }
    advanceStart();
    return Errors.NONE;
  }

  private Errors check(String member, Acknowledgement one) {
    if (one.lastOffset() >= end) {
      return Errors.INVALID_REQUEST;
    }
    if (one.lastOffset() < start) {
      return Errors.INVALID_RECORD_STATE;
    }
    boolean all =
        deliveries.within(Math.max(one.firstOffset(), start), one.lastOffset()).stream()
            .allMatch(run -> run.value().isHeldBy(member));
    return all ? Errors.NONE : Errors.INVALID_RECORD_STATE;
  }

  private void apply(long first, long last, byte type, int limit, long renewedUntilMs) {
    for (Run<Delivery> run : deliveries.within(first, last)) {
      Delivery had = run.value();
      switch (type) {
        case Acknowledgement.RENEW ->
            deliveries.put(run.first(), run.last(), had.renewed(renewedUntilMs));
        case Acknowledgement.ACCEPT ->
            change(run, Delivery.free(DeliveryState.ACKNOWLEDGED, had.count()));
        case Acknowledgement.RELEASE -> change(run, had.released(limit));
        default -> change(run, Delivery.free(DeliveryState.ARCHIVED, had.count()));
      }
    }
  }

  /** A member's session is over: what it has is given back. */
  boolean giveBack(String member) {
    return changeHeld(held -> held.member().equals(member) ? held.returned() : null);
  }

  /** Takes back what was not acknowledged in time. */
  boolean expire(long nowMs, int limit) {
    return changeHeld(held -> held.lockedUntilMs() <= nowMs ? held.released(limit) : null);
  }

  private boolean changeHeld(Function<Delivery, @Nullable Delivery> next) {
    boolean any = false;
    for (Run<Delivery> run : deliveries.all()) {
      Delivery now = run.value().state() == DeliveryState.ACQUIRED ? next.apply(run.value()) : null;
      if (now != null) {
        change(run, now);
        any = true;
      }
    }
    advanceStart();
    return any;
  }

  /** When the first lock ends; {@link Long#MAX_VALUE} if nothing is locked. */
  long nextLockEndMs() {
    long next = Long.MAX_VALUE;
    for (Run<Delivery> run : deliveries.view()) {
      if (run.value().state() == DeliveryState.ACQUIRED) {
        next = Math.min(next, run.value().lockedUntilMs());
      }
    }
    return next;
  }

  private void change(Run<Delivery> run, Delivery now) {
    change(run.first(), run.last(), now);
  }

  private void change(long first, long last, Delivery now) {
    deliveries.put(first, last, now);
    changed.put(first, last, now);
  }

  private void advanceStart() {
    deliveries.dropBefore(start);
    for (Run<Delivery> head = deliveries.first();
        head != null && head.value().state().isFinal();
        head = deliveries.first()) {
      start = head.last() + 1;
      deliveries.dropBefore(start);
    }
    changed.dropBefore(start);
  }

  /** What is to be stored now; null if that is nothing. */
  @Nullable StateChange takeChange() {
    if (changed.isEmpty() && start == storedStart) {
      return null;
    }
    List<StateBatch> batches = new ArrayList<>();
    for (Run<Delivery> run : changed.view()) {
      batches.add(
          new StateBatch(
              run.first(), run.last(), run.value().state().id(), (short) run.value().count()));
    }
    changed.clear();
    storedStart = start;
    return new StateChange(start, completeCount(), batches);
  }

  private int completeCount() {
    long count = 0;
    for (Run<Delivery> run : deliveries.view()) {
      if (run.value().state().isFinal()) {
        count += run.size();
      }
    }
    return Math.toIntExact(count);
  }

  /** The answer in the making. */
  private static final class Pieces {
    private final Acquisition by;
    private final List<Acquired> all = new ArrayList<>();
    private long count;

    Pieces(Acquisition by) {
      this.by = by;
    }

    boolean isFull() {
      return count >= by.maxRecords();
    }

    /** Where to stop within a record batch; before {@code first} if nothing more is wanted. */
    long lastOf(long first, long last) {
      return by.strict() ? Math.min(last, first + by.maxRecords() - count - 1) : last;
    }

    void add(long first, long last, int deliveryCount) {
      count += last - first + 1;
      Acquired before = all.isEmpty() ? null : all.getLast();
      if (before != null
          && before.lastOffset() == first - 1
          && before.deliveryCount() == deliveryCount
          && before.size() < by.batchSize()) {
        all.set(all.size() - 1, new Acquired(before.firstOffset(), last, (short) deliveryCount));
      } else {
        all.add(new Acquired(first, last, (short) deliveryCount));
      }
    }

    List<Acquired> all() {
      return all;
    }
  }
}

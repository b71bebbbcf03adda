package io.jackdaw.kafka.share;

import io.jackdaw.disk.StorageException;
import io.jackdaw.kafka.share.state.ShareStateKey;
import io.jackdaw.log.AbortedTransaction;
import io.jackdaw.log.BatchSpan;
import io.jackdaw.log.LogSlice;
import io.jackdaw.log.PartitionLog;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One share fetch, which waits while there is nothing to acquire.
 *
 * <pre>
 *   look ──something acquired, or an error──▶ answered
 *    │ ▲                                         ▲
 *    │ └── loaded, appended, given back ──┐      │ time over
 *    ├──────────── nothing ─────────▶ waiting ───┘
 *    └── it may be on the disk only ─▶ read on a disk thread ─▶ look at that
 * </pre>
 *
 * <p>On the loop of the shares. It holds no lease while it waits.
 */
final class ShareFetch {
  private static final Logger LOG = LoggerFactory.getLogger(ShareFetch.class);

  private final LedPartitions led;
  private final ShareSettings settings;
  private final EventLoop loop;
  private final Executor disk;
  private final Clock clock;
  private final ShareRequest request;
  private final ShareRequest.Fetch limits;
  private final List<ShareStateKey> keys;
  private final CompletableFuture<List<ShareRead>> answer = new CompletableFuture<>();
  private final Runnable waker = this::lookAgain;
  private final Set<LedPartition> awaited = new LinkedHashSet<>();
  private final Map<ShareStateKey, Errors> failures = new HashMap<>();
  private boolean waiting;
  private boolean reading;
  private boolean again;
  private boolean timeOver;

  ShareFetch(
      LedPartitions led,
      ShareSettings settings,
      EventLoop loop,
      Executor disk,
      Clock clock,
      ShareRequest request,
      ShareRequest.Fetch limits,
      List<ShareStateKey> keys) {
    this.led = led;
    this.settings = settings;
    this.loop = loop;
    this.disk = disk;
    this.clock = clock;
    this.request = request;
    this.limits = limits;
    this.keys = keys;
  }

  /** A place to read from. */
  private record Place(LedPartition partition, long from, int maxBytes, boolean committedOnly) {}

  /**
   * What was read there.
   *
   * @param spans of the slice, in order
   * @param dead whether the span of the same index belongs to an aborted transaction
   */
  private record Found(Place place, LogSlice slice, List<BatchSpan> spans, List<RecordSpan> dead) {}

  /** Complete with what was acquired; the leases are the caller's. */
  CompletableFuture<List<ShareRead>> begin() {
    look();
    if (!answer.isDone()) {
      waiting = true;
      awaited.forEach(partition -> partition.await(waker));
      EventLoop.Timeout timeout =
          loop.schedule(
              Math.max(0, limits.maxWaitMs()),
              () -> {
                timeOver = true;
                lookAgain();
              });
      answer.whenComplete(
          (reads, failure) -> {
            timeout.cancel();
            awaited.forEach(partition -> partition.forget(waker));
          });
      // Between the look and the wait something may have come.
      lookAgain();
    }
    return answer;
  }

  /** Nobody wants it any more. */
  void abandon() {
    answer.complete(List.of());
  }

  private void lookAgain() {
    if (reading) {
      again = true;
    } else if (!answer.isDone()) {
      look();
    }
  }

  private void look() {
    List<ShareRead> errors = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    int room = limits.maxBytes();
    for (ShareStateKey key : keys) {
      String topic = led.topic(key.topic());
      if (!topic.isEmpty() && !request.readable().test(topic)) {
        errors.add(ShareRead.failed(key, topic, Errors.TOPIC_AUTHORIZATION_FAILED));
        continue;
      }
      Errors failure = failures.get(key);
      if (failure != null) {
        // A coordinator that is not there yet is waited for, as records are.
        if (failure != Errors.COORDINATOR_NOT_AVAILABLE) {
          errors.add(ShareRead.failed(key, topic, failure));
        }
        continue;
      }
      switch (led.find(key)) {
        case LedPartitions.Found.Absent(Errors error) ->
            errors.add(ShareRead.failed(key, topic, error));
        case LedPartitions.Found.Led(LedPartition partition) -> {
          if (awaited.add(partition)) {
            if (waiting) {
              partition.await(waker);
            }
            partition.loaded().thenAccept(error -> noteFailure(key, error));
          }
          Place place = place(partition, room);
          if (place != null) {
            places.add(place);
          }
        }
      }
    }
    if (places.isEmpty()) {
      finish(errors, List.of());
      return;
    }
    List<Found> found = read(places, false);
    if (found == null) {
      readCold(places, errors);
    } else {
      finish(errors, found);
    }
  }

  private void noteFailure(ShareStateKey key, Errors error) {
    if (error != Errors.NONE) {
      failures.put(key, error);
    }
  }

  /** Where there is something to read in a partition; null if there is nothing. */
  private @Nullable Place place(LedPartition partition, int room) {
    SharePartition deliveries = partition.deliveries();
    if (deliveries == null) {
      return null;
    }
    partition.followLog();
    boolean committedOnly = settings.committedOnly(request.group());
    long from = deliveries.nextFetchOffset();
    return deliveries.hasRoom(settings.maxLocks(request.group())) && from < partition.readableEnd()
        ? new Place(partition, from, room, committedOnly)
        : null;
  }

  /** Null if something may have to come from the disk, and must not. */
  private @Nullable List<Found> read(List<Place> places, boolean mayWait) {
    List<Found> all = new ArrayList<>();
    int room = limits.maxBytes();
    long wanted = limits.maxRecords();
    for (Place place : places) {
      if (wanted <= 0 || (room <= 0 && !all.isEmpty())) {
        break;
      }
      LogSlice slice = slice(place, Math.max(0, room), all.isEmpty(), mayWait);
      if (slice != null && slice.isCold()) {
        slice.close();
        all.forEach(found -> found.slice().close());
        return null;
      }
      if (slice != null) {
        Found found = found(place, slice, wanted, mayWait);
        all.add(found);
        room -= slice.count();
      }
    }
    return all;
  }

  private static @Nullable LogSlice slice(
      Place place, int room, boolean atLeastOneBatch, boolean mayWait) {
    PartitionLog log = place.partition().partition().log();
    long upTo = place.partition().readableEnd();
    try {
      LogSlice slice =
          mayWait
              ? log.read(place.from(), room, atLeastOneBatch, upTo)
              : log.readFresh(place.from(), room, atLeastOneBatch, upTo);
      if (slice != null && slice.isEmpty() && !slice.isCold()) {
        slice.close();
        return null;
      }
      return slice;
    } catch (StorageException failure) {
      LOG.error("Read failed {}", place.partition().partition(), failure);
      return null;
    }
  }

  private static Found found(Place place, LogSlice slice, long wanted, boolean mayWait) {
    PartitionLog log = place.partition().partition().log();
    try {
      if (mayWait) {
        slice.warm();
      }
      List<BatchSpan> spans = slice.batches(place.from(), wanted);
      List<AbortedTransaction> aborted =
          place.committedOnly()
              ? log.abortedTransactions(place.from(), slice, place.partition().readableEnd())
              : List.of();
      List<RecordSpan> records = new ArrayList<>(spans.size());
      for (BatchSpan span : spans) {
        records.add(new RecordSpan(span.lastOffset(), isAborted(span, aborted)));
      }
      return new Found(place, slice, spans, records);
    } catch (StorageException failure) {
      LOG.error("Read failed {}", place.partition().partition(), failure);
      return new Found(place, slice, List.of(), List.of());
    }
  }

  private static boolean isAborted(BatchSpan span, List<AbortedTransaction> aborted) {
    if (span.producerId() < 0 || span.control()) {
      return false;
    }
    for (AbortedTransaction one : aborted) {
      if (one.producerId() == span.producerId()
          && span.baseOffset() >= one.firstOffset()
          && span.baseOffset() <= one.lastOffset()) {
        return true;
      }
    }
    return false;
  }

  private void readCold(List<Place> places, List<ShareRead> errors) {
    reading = true;
    CompletableFuture.supplyAsync(() -> read(places, true), disk)
        .whenComplete(
            (found, failure) ->
                loop.execute(
                    () -> {
                      reading = false;
                      if (found == null) {
                        LOG.error("Share fetch failed", failure);
                      }
                      List<Found> all = found == null ? List.of() : found;
                      if (answer.isDone()) {
                        all.forEach(one -> one.slice().close());
                        return;
                      }
                      finish(errors, all);
                      if (again) {
                        again = false;
                        lookAgain();
                      }
                    }));
  }

  /** Acquires what was read; answers if that is enough. */
  private void finish(List<ShareRead> errors, List<Found> found) {
    long bytes = 0;
    for (Found one : found) {
      bytes += one.slice().count();
    }
    List<ShareRead> reads = new ArrayList<>(errors);
    boolean enough = timeOver || !errors.isEmpty() || bytes >= limits.minBytes();
    long wanted = enough ? limits.maxRecords() : 0;
    for (Found one : found) {
      ShareRead read = wanted > 0 ? acquire(one, (int) wanted) : null;
      if (read == null) {
        one.slice().close();
      } else {
        reads.add(read);
        for (Acquired acquired : read.acquired()) {
          wanted -= acquired.size();
        }
      }
    }
    if (!reads.isEmpty() || timeOver || limits.maxWaitMs() <= 0) {
      if (!answer.complete(reads)) {
        reads.forEach(ShareFetch::close);
      }
    }
  }

  static void close(ShareRead read) {
    LogSlice slice = read.slice();
    if (slice != null) {
      slice.close();
    }
  }

  /** Null if nothing could be had; then the slice is still open. */
  private @Nullable ShareRead acquire(Found found, int wanted) {
    LedPartition partition = found.place().partition();
    SharePartition deliveries = partition.deliveries();
    if (deliveries == null || !partition.isCurrent() || found.spans().isEmpty()) {
      return null;
    }
    String group = request.group();
    Acquisition by =
        new Acquisition(
            request.member(),
            wanted,
            limits.batchSize(),
            limits.strict(),
            settings.maxLocks(group),
            clock.monotonicMs() + settings.lockMs(group));
    List<Acquired> acquired = deliveries.acquire(by, found.place().from(), found.dead());
    partition.watchLocks();
    // Records of aborted transactions are done with, and that is stored.
    var _ = partition.store();
    if (acquired.isEmpty()) {
      if (deliveries.nextFetchOffset() != found.place().from()) {
        loop.execute(waker); // that was nothing to deliver, but behind it there may be
      }
      return null;
    }
    return new ShareRead(
        partition.key(),
        partition.partition().name().topic(),
        Errors.NONE,
        Errors.NONE,
        part(found, acquired.getFirst().firstOffset(), acquired.getLast().lastOffset()),
        acquired);
  }

  /** The batches that hold these offsets, and no others. */
  private static @Nullable LogSlice part(Found found, long first, long last) {
    int skip = -1;
    int end = 0;
    for (BatchSpan span : found.spans()) {
      if (span.lastOffset() >= first && span.baseOffset() <= last) {
        skip = skip < 0 ? span.skip() : skip;
        end = span.skip() + span.sizeBytes();
      }
    }
    if (skip < 0) {
      found.slice().close();
      return null;
    }
    return found.slice().narrowed(skip, end - skip);
  }
}

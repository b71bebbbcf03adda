package io.jackdaw.kafka.coordinator;

import io.jackdaw.log.TransactionMarker;
import io.jackdaw.log.VerificationGuard;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A log of one partition in memory, whose commits and refusals a test decides. */
public final class FakeCoordinatorLog implements CoordinatorLog {
  private final Map<Integer, List<Entry>> partitions = new TreeMap<>();
  private final List<CompletableFuture<Errors>> uncommitted = new ArrayList<>();
  private final List<Leadership> leaderships = new ArrayList<>();
  private final Map<Integer, Long> forgotten = new TreeMap<>();
  private boolean holding;
  private Errors refusal = Errors.NONE;

  private record Entry(long producerId, CoordinatorRecord record, @Nullable Boolean marker) {}

  @Override
  public int partitions() {
    return 1;
  }

  @Override
  public Append append(
      int partition,
      int leaderEpoch,
      List<CoordinatorRecord> records,
      @Nullable TransactionalProducer producer) {
    long producerId = producer == null ? -1 : producer.id();
    return append(partition, records.stream().map(it -> new Entry(producerId, it, null)).toList());
  }

  @Override
  public Append end(int partition, int leaderEpoch, TransactionMarker marker) {
    CoordinatorRecord none = new CoordinatorRecord(ByteBuffer.allocate(0), null);
    return append(partition, List.of(new Entry(marker.producerId(), none, marker.commits())));
  }

  @Override
  public @Nullable VerificationGuard verify(
      int partition, long producerId, short epoch, boolean epochBumped) {
    return null;
  }

  private Append append(int partition, List<Entry> added) {
    if (refusal != Errors.NONE) {
      return new Append.Refused(refusal);
    }
    List<Entry> entries = entries(partition);
    entries.addAll(added);
    CompletableFuture<Errors> committed = new CompletableFuture<>();
    uncommitted.add(committed);
    if (!holding) {
      commit();
    }
    return new Append.Written(entries.size() - 1, committed);
  }

  @Override
  public void replay(int partition, int leaderEpoch, Replay replay) {
    List<Entry> entries = entries(partition);
    for (int offset = 0; offset < entries.size(); offset++) {
      Entry entry = entries.get(offset);
      if (entry.marker() != null) {
        replay.marker(offset, entry.producerId(), entry.marker());
      } else {
        ByteBuffer value = entry.record().value();
        replay.record(
            offset,
            entry.producerId(),
            entry.record().key().duplicate(),
            value == null ? null : value.duplicate());
      }
    }
  }

  @Override
  public void forgetBefore(int partition, int leaderEpoch, long offset) {
    forgotten.put(partition, offset);
  }

  /** The offset before which a partition's records were given up; 0 if none were. */
  public long forgottenBefore(int partition) {
    return forgotten.getOrDefault(partition, 0L);
  }

  @Override
  public void subscribe(Leadership leadership) {
    leaderships.add(leadership);
  }

  public void elect(int partition, int leaderEpoch) {
    leaderships.forEach(leadership -> leadership.elected(partition, leaderEpoch));
  }

  /** Nobody is told any more: those who listened are gone. */
  public void unsubscribeAll() {
    leaderships.clear();
  }

  public void resign(int partition) {
    leaderships.forEach(leadership -> leadership.resigned(partition));
  }

  /** Lets appends wait until {@link #commit}. */
  public void hold() {
    holding = true;
  }

  /** Commits all that was appended, and what will be. */
  public void commit() {
    holding = false;
    List<CompletableFuture<Errors>> now = List.copyOf(uncommitted);
    uncommitted.clear();
    now.forEach(committed -> committed.complete(Errors.NONE));
  }

  /** Refuses appends from now on; NONE accepts them again. */
  public void refuse(Errors error) {
    refusal = error;
  }

  /** Adds a record that a transaction wrote. */
  public void addTransactional(int partition, long producerId, CoordinatorRecord record) {
    entries(partition).add(new Entry(producerId, record, null));
  }

  /** Adds the end of a transaction. */
  public void addMarker(int partition, long producerId, boolean committed) {
    CoordinatorRecord none = new CoordinatorRecord(ByteBuffer.allocate(0), null);
    entries(partition).add(new Entry(producerId, none, committed));
  }

  public void add(int partition, CoordinatorRecord record) {
    entries(partition).add(new Entry(-1, record, null));
  }

  /** All records of a partition, in order. */
  public List<CoordinatorRecord> records(int partition) {
    return entries(partition).stream().map(Entry::record).toList();
  }

  private List<Entry> entries(int partition) {
    return partitions.computeIfAbsent(partition, absent -> new ArrayList<>());
  }
}

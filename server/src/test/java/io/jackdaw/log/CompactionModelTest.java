package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.log.AppendResult.Appended;
import io.jackdaw.log.AppendResult.Duplicate;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.jspecify.annotations.Nullable;

/**
 * Compaction, in the midst of appends, transactions, reads, restarts and kills, leaves what a dumb
 * list would keep.
 */
class CompactionModelTest {
  private static final long RETENTION_MS = 100_000;
  private static final String[] COMPACTED = {
    "cleanup.policy", "compact",
    "segment.bytes", "900",
    "index.interval.bytes", "150",
    "min.cleanable.dirty.ratio", "0.01",
    "delete.retention.ms", Long.toString(RETENTION_MS)
  };

  /** A record as it was appended. */
  private record Kept(
      long offset, String key, @Nullable String value, @Nullable Transaction transaction) {
    boolean isStable() {
      return transaction == null || transaction.outcome != null;
    }

    boolean isAborted() {
      return transaction != null && transaction.outcome == ControlRecordType.ABORT;
    }
  }

  private static final class Transaction {
    private @Nullable ControlRecordType outcome;
  }

  @Property(tries = 250)
  void keepsTheNewestOfEachKeyAndNothingElse(@ForAll long seed) {
    new Run(new SplittableRandom(seed)).steps(150);
  }

  private static final class Run {
    private final RandomGenerator random;
    private LogFixture fixture = new LogFixture(new MemoryDisk(), Path.of("data"));
    private PartitionLog log = fixture.log(COMPACTED);
    private final TreeMap<Long, Kept> appended = new TreeMap<>();
    private final Map<Long, Transaction> open = new HashMap<>();
    private final Map<Long, Integer> sequences = new HashMap<>();
    private @Nullable ByteBuffer lastOfProducer;
    private long lastOfProducerOffset;

    Run(RandomGenerator random) {
      this.random = random;
    }

    void steps(int count) {
      for (int i = 0; i < count; i++) {
        step();
        if (random.nextInt(4) == 0) {
          check();
        }
      }
      for (Long id : List.copyOf(open.keySet())) {
        end(id);
      }
      cleanAll();
      check();
      checkNothingIsLeftOver();
    }

    private void step() {
      switch (random.nextInt(24)) {
        case 0 -> log = fixture.restart(COMPACTED);
        case 1 -> kill();
        case 2 -> fixture.loop.advance(random.nextInt(60_000));
        case 3, 4, 5, 6, 7, 8 -> fixture.loop.runOne();
        case 9 -> readAcrossSteps();
        case 10 -> retry();
        case 11, 12 -> end(1 + random.nextInt(2));
        case 13, 14, 15 -> appendTransactional(1 + random.nextInt(2));
        case 16 -> appendIdempotent();
        default -> append();
      }
      log.highWatermark(log.logEndOffset());
    }

    private String[][] records() {
      String[][] records = new String[1 + random.nextInt(3)][];
      for (int i = 0; i < records.length; i++) {
        String value = random.nextInt(6) == 0 ? null : "v".repeat(random.nextInt(60));
        records[i] = new String[] {"k" + random.nextInt(12), value};
      }
      return records;
    }

    private void append() {
      Compression codec = random.nextInt(3) == 0 ? Compression.lz4().build() : Compression.NONE;
      String[][] records = records();
      append(Batches.keyed(codec, fixture.clock.wallMs(), records), records, null);
    }

    private long append(ByteBuffer batch, String[][] records, @Nullable Transaction transaction) {
      AppendResult result = LogFixture.append(log, batch);
      assertThat(result).isInstanceOf(Appended.class);
      long base = ((Appended) result).baseOffset();
      for (int i = 0; i < records.length; i++) {
        appended.put(base + i, new Kept(base + i, records[i][0], records[i][1], transaction));
      }
      return base;
    }

    private void appendIdempotent() {
      String[][] records = records();
      int sequence = sequences.merge(7L, records.length, Integer::sum) - records.length;
      ByteBuffer batch = Batches.keyed(7, sequence, false, fixture.clock.wallMs(), records);
      lastOfProducer = ByteBuffer.allocate(batch.remaining()).put(batch.duplicate()).flip();
      lastOfProducerOffset = append(batch, records, null);
    }

    private void retry() {
      if (lastOfProducer != null) {
        ByteBuffer again =
            ByteBuffer.allocate(lastOfProducer.remaining()).put(lastOfProducer.duplicate()).flip();
        AppendResult result = LogFixture.append(log, again);
        assertThat(result).isInstanceOf(Duplicate.class);
        assertThat(((Duplicate) result).baseOffset()).isEqualTo(lastOfProducerOffset);
      }
    }

    private void appendTransactional(long id) {
      String[][] records = records();
      int sequence = sequences.merge(id, records.length, Integer::sum) - records.length;
      Transaction transaction = open.computeIfAbsent(id, none -> new Transaction());
      append(
          Batches.keyed(id, sequence, true, fixture.clock.wallMs(), records), records, transaction);
    }

    private void end(long id) {
      Transaction ended = open.remove(id);
      if (ended != null) {
        ControlRecordType outcome =
            random.nextBoolean() ? ControlRecordType.ABORT : ControlRecordType.COMMIT;
        log.append(Batches.marker(id, 0, outcome), 0, AppendOrigin.COORDINATOR);
        ended.outcome = outcome;
        log.highWatermark(log.logEndOffset());
      }
    }

    private void kill() {
      LogFixture killed = new LogFixture(IdempotenceTest.copyOf(fixture), fixture.directory);
      killed.clock.advance(fixture.clock.monotonicMs());
      fixture = killed;
      log = fixture.log(COMPACTED);
    }

    /** A slice that was opened before the cleaner went on still gives what it gave. */
    private void readAcrossSteps() {
      long from = random.nextLong(log.logEndOffset() + 1);
      LogSlice slice = log.read(from, 5_000, true, Long.MAX_VALUE);
      assertThat(slice).isNotNull();
      List<ReadBatches.Line> before = ReadBatches.of(slice);
      for (int i = random.nextInt(30); i > 0; i--) {
        fixture.loop.runOne();
      }
      assertThat(ReadBatches.of(slice)).isEqualTo(before);
      slice.close();
    }

    private void cleanAll() {
      for (int round = 0; round < 4; round++) {
        String[][] filler = {{"filler", "x".repeat(700)}};
        append(Batches.keyed(Compression.NONE, fixture.clock.wallMs(), filler), filler, null);
        append(Batches.keyed(Compression.NONE, fixture.clock.wallMs(), filler), filler, null);
        log.highWatermark(log.logEndOffset());
        fixture.loop.advance(RETENTION_MS + 40_000);
      }
    }

    /** What a reader of committed transactions sees, and what is on the disk. */
    private void check() {
      List<ReadBatches.Line> lines = ReadBatches.all(log);
      long before = -1;
      for (ReadBatches.Line line : lines) {
        assertThat(line.offset()).isGreaterThan(before);
        before = line.offset();
        if (!line.control()) {
          Kept original = appended.get(line.offset());
          assertThat(original).isNotNull();
          assertThat(line.key()).isEqualTo(original.key);
          assertThat(line.value()).isEqualTo(original.value);
        }
      }
      assertThat(newest(committed(lines))).isEqualTo(newest(committedByModel()));
      assertThat(log.logEndOffset()).isGreaterThan(before);
    }

    private List<Kept> committedByModel() {
      long stable = log.lastStableOffset();
      return appended.values().stream()
          .filter(it -> it.offset < stable && it.isStable() && !it.isAborted())
          .toList();
    }

    /** As a client does it with the list that comes with a fetch. */
    private List<Kept> committed(List<ReadBatches.Line> lines) {
      long stable = log.lastStableOffset();
      List<AbortedTransaction> aborted =
          new ArrayList<>(log.abortedTransactions(log.logStartOffset(), stable));
      Set<Long> now = new HashSet<>();
      List<Kept> seen = new ArrayList<>();
      for (ReadBatches.Line line : lines) {
        aborted.removeIf(
            it -> {
              boolean begun = it.firstOffset() <= line.batchLastOffset();
              if (begun) {
                now.add(it.producerId());
              }
              return begun;
            });
        if (line.offset() >= stable) {
          break;
        }
        if (line.control()) {
          now.remove(line.producerId());
        } else if (!line.transactional() || !now.contains(line.producerId())) {
          seen.add(new Kept(line.offset(), line.key(), line.value(), null));
        }
      }
      return seen;
    }

    /** The newest value of each key that is not deleted. */
    private static Map<String, String> newest(List<Kept> records) {
      Map<String, String> newest = new TreeMap<>();
      for (Kept record : records) {
        if (record.value == null) {
          newest.remove(record.key);
        } else {
          newest.put(record.key, record.offset + "=" + record.value);
        }
      }
      return newest;
    }

    /** After cleaning for long, below the cleaner's point there is one live record a key. */
    private void checkNothingIsLeftOver() {
      long point = log.cleanedUpTo();
      assertThat(point).isEqualTo(log.view().active().baseOffset());
      List<Kept> old = committedByModel().stream().filter(it -> it.offset < point).toList();
      List<String> expected = new ArrayList<>(newest(old).values());
      List<String> found =
          ReadBatches.all(log).stream()
              .filter(line -> line.offset() < point && !line.control())
              .map(line -> line.offset() + "=" + line.value())
              .toList();
      assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(fixture.disk.list(log.directory()))
          .noneMatch(it -> it.toString().endsWith(".cleaned") || it.toString().endsWith(".swap"));
    }
  }
}

package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.log.AppendResult.Duplicate;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CompactionTest {
  private static final long BACKOFF_MS = CleanerConfig.DEFAULT.backoffMs();
  private static final String FILLER = "x".repeat(600);

  private final LogFixture fixture = new LogFixture(new MemoryDisk(), Path.of("data"));

  private PartitionLog compacted(String... more) {
    List<String> keys =
        new ArrayList<>(List.of("cleanup.policy", "compact", "segment.bytes", "800"));
    keys.addAll(List.of(more));
    return fixture.log(keys.toArray(String[]::new));
  }

  private void append(PartitionLog log, String key, @Nullable String value) {
    String[] record = {key, value};
    LogFixture.append(log, Batches.keyed(Compression.NONE, fixture.clock.wallMs(), record));
    log.highWatermark(log.logEndOffset());
  }

  /** Begins a new segment, and gives the cleaner its chance. */
  private void rollAndClean(PartitionLog log) {
    append(log, "filler", FILLER);
    append(log, "filler", FILLER);
    fixture.loop.advance(BACKOFF_MS);
  }

  private static List<String> live(PartitionLog log) {
    return ReadBatches.all(log).stream()
        .filter(line -> !line.control() && !line.key().equals("filler"))
        .map(line -> line.offset() + ":" + line.key() + "=" + line.value())
        .toList();
  }

  @Test
  void keepsTheNewestValueOfEachKeyAtItsOffset() {
    PartitionLog log = compacted();
    append(log, "a", "1");
    append(log, "b", "2");
    append(log, "a", "3");
    rollAndClean(log);
    assertThat(live(log)).containsExactly("1:b=2", "2:a=3");
    assertThat(log.logStartOffset()).isZero();
    assertThat(fixture.restart("cleanup.policy", "compact").cleanedUpTo()).isPositive();
  }

  @Test
  void aTombstoneStaysUntilTheHorizonThatItsBatchIsGiven() {
    PartitionLog log = compacted("delete.retention.ms", "50000", "min.cleanable.dirty.ratio", "0");
    append(log, "a", "1");
    append(log, "a", null);
    rollAndClean(log);
    assertThat(live(log)).containsExactly("1:a=null");
    long horizon = fixture.clock.wallMs() + 50_000;
    assertThat(ReadBatches.allBatches(log).getFirst().deleteHorizonMs())
        .isEqualTo(OptionalLong.of(horizon));

    rollAndClean(log);
    assertThat(ReadBatches.allBatches(log).getFirst().deleteHorizonMs())
        .as("set once")
        .isEqualTo(OptionalLong.of(horizon));
    fixture.loop.advance(50_000);
    rollAndClean(log);
    assertThat(live(log)).isEmpty();
  }

  @Test
  void waitsUntilEnoughIsDirty() {
    PartitionLog log = compacted("min.cleanable.dirty.ratio", "0.9");
    append(log, "a", "1");
    append(log, "a", "2");
    rollAndClean(log);
    assertThat(live(log)).as("all was dirty").containsExactly("1:a=2");
    append(log, "a", "3");
    rollAndClean(log);
    assertThat(live(log)).as("half of it is").hasSize(2);
  }

  @Test
  void looksAtNothingThatIsTooYoung() {
    PartitionLog log = compacted("min.compaction.lag.ms", "3600000");
    append(log, "a", "1");
    append(log, "a", "2");
    rollAndClean(log);
    assertThat(live(log)).hasSize(2);
    fixture.loop.advance(3_600_000);
    assertThat(live(log)).containsExactly("1:a=2");
  }

  @Test
  void whatIsTooOldIsCleanedHoweverLittleItIs() {
    PartitionLog log =
        compacted("min.cleanable.dirty.ratio", "1", "max.compaction.lag.ms", "3600000");
    append(log, "a", "1");
    append(log, "a", "2");
    rollAndClean(log);
    assertThat(live(log)).hasSize(2);
    fixture.loop.advance(3_600_000);
    assertThat(live(log)).containsExactly("1:a=2");
  }

  @Test
  void goesOnInRoundsWhenNotAllKeysFitIntoMemory() {
    PartitionLog log = compacted("segment.bytes", "100000", "min.cleanable.dirty.ratio", "0.01");
    int keys = 20_000;
    for (int round = 0; round < 2; round++) {
      for (int from = 0; from < keys; from += 500) {
        String[][] records =
            IntStream.range(from, from + 500)
                .mapToObj(i -> new String[] {"key-" + i, "v"})
                .toArray(String[][]::new);
        LogFixture.append(log, Batches.keyed(Compression.NONE, fixture.clock.wallMs(), records));
      }
    }
    log.highWatermark(log.logEndOffset());
    log.flush();
    int rounds = 0;
    while (log.cleaningPlan(0).isDue(0.01)) {
      try (Compaction compaction =
          new Compaction(log.cleaningPlan(0), 100_000, 8192, fixture.clock.wallMs())) {
        while (!compaction.isOver()) {
          compaction.step();
        }
        assertThat(compaction.isDone()).isTrue();
        assertThat(compaction.progress().keys()).isLessThanOrEqualTo(4096);
      }
      rounds++;
    }
    assertThat(rounds).isGreaterThan(5);
    long point = log.cleanedUpTo();
    long dirty = log.logEndOffset() - point;
    assertThat(point).isEqualTo(log.view().active().baseOffset());
    assertThat(ReadBatches.all(log)).hasSizeBetween(keys, keys + (int) dirty);
  }

  @Test
  void theLastBatchOfAProducerStaysForItsSequence() {
    PartitionLog log = compacted();
    String[] old = {"a", "1"};
    ByteBuffer first = Batches.keyed(5, 0, false, fixture.clock.wallMs(), old);
    LogFixture.append(log, first.duplicate());
    append(log, "a", "2");
    rollAndClean(log);
    assertThat(live(log)).containsExactly("1:a=2");
    RecordBatch kept = ReadBatches.allBatches(log).getFirst();
    assertThat(kept.producerId()).isEqualTo(5);
    assertThat(kept.countOrNull()).isZero();

    LogFixture killed = new LogFixture(IdempotenceTest.copyOf(fixture), fixture.directory);
    assertThat(LogFixture.append(killed.log("cleanup.policy", "compact"), first))
        .isInstanceOf(Duplicate.class);
  }

  @Test
  void whatWasAbortedGoesAndItsMarkerAfterIt() {
    PartitionLog log = compacted("delete.retention.ms", "30000", "min.cleanable.dirty.ratio", "0");
    append(log, "a", "1");
    String[] aborted = {"a", "2"};
    LogFixture.append(log, Batches.keyed(9, 0, true, fixture.clock.wallMs(), aborted));
    log.append(Batches.marker(9, 0, ControlRecordType.ABORT), 0, AppendOrigin.COORDINATOR);
    rollAndClean(log);
    assertThat(live(log)).containsExactly("0:a=1");
    assertThat(log.abortedTransactions(0, 10)).as("until its marker may go").hasSize(1);
    assertThat(markers(log)).isEqualTo(1);

    fixture.loop.advance(LogsConfig.of(List.of(Path.of("data"))).producerExpiryMs());
    rollAndClean(log); // the producer is forgotten, and its emptied batch goes
    rollAndClean(log); // nothing is left, so the marker gets its horizon
    fixture.loop.advance(30_000);
    rollAndClean(log);
    assertThat(live(log)).containsExactly("0:a=1");
    assertThat(log.abortedTransactions(0, 10)).isEmpty();
    assertThat(markers(log)).isZero();
  }

  private static long markers(PartitionLog log) {
    return ReadBatches.all(log).stream().filter(ReadBatches.Line::control).count();
  }

  @Test
  void anOpenTransactionHoldsCleaningBack() {
    PartitionLog log = compacted();
    String[] open = {"a", "1"};
    LogFixture.append(log, Batches.keyed(9, 0, true, fixture.clock.wallMs(), open));
    append(log, "b", "1");
    append(log, "b", "2");
    rollAndClean(log);
    assertThat(live(log)).hasSize(3);
  }

  @Test
  void aDamagedLogIsLeftAloneAndTheOthersAreCleaned() {
    PartitionLog damaged = compacted();
    append(damaged, "a", "1");
    append(damaged, "a", "2");
    damaged.view().segments().getFirst().file().write(ByteBuffer.wrap(new byte[] {1}), 70);
    PartitionLog other = fixture.logs.create("u", 0, LogFixture.TOPIC, damaged.config());
    append(other, "a", "1");
    append(other, "a", "2");
    append(other, "filler", FILLER);
    append(other, "filler", FILLER);
    rollAndClean(damaged);
    assertThat(live(other)).hasSize(1);
    assertThat(damaged.view().segments().getFirst().sizeBytes()).isEqualTo(140);
    assertThat(fixture.disk.list(damaged.directory()))
        .noneMatch(it -> it.toString().endsWith(".cleaned"));
  }

  @Test
  void aTopicThatIsDeletedWhileItIsCleanedLeavesNothing() {
    PartitionLog log = compacted();
    append(log, "a", "1");
    append(log, "a", "2");
    append(log, "filler", FILLER);
    append(log, "filler", FILLER);
    fixture.loop.runReady();
    fixture.clock.advance(BACKOFF_MS);
    for (int steps = 0; fixture.logs.cleaning().isEmpty() && steps < 20; steps++) {
      fixture.loop.runOne();
    }
    assertThat(fixture.logs.cleaning()).hasSize(1);
    fixture.logs.delete("t", 0);
    fixture.loop.advance(100_000);
    assertThat(fixture.logs.cleaning()).isEmpty();
    assertThat(fixture.disk.list(fixture.directory)).noneMatch(it -> it.endsWith("t-0"));
  }

  @Test
  void theCleanerKeepsToItsRate() {
    IoThrottle throttle = new IoThrottle(1_000_000);
    assertThat(throttle.take(500_000, 0)).isEqualTo(500);
    assertThat(throttle.take(500_000, 0)).isEqualTo(1000);
    assertThat(throttle.take(500_000, 3_000_000_000L)).isEqualTo(500);
    assertThat(new IoThrottle(Double.MAX_VALUE).take(1 << 30, 0)).isZero();
  }
}

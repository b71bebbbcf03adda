package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import java.nio.file.Path;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/** What goes, when, and what stays. */
class RetentionTest {
  private static final long CHECK_MS = 300_000;

  private final LogFixture fixture = new LogFixture(new MemoryDisk(), Path.of("data"));

  private PartitionLog filled(String... keysAndValues) {
    PartitionLog log = fixture.log(keysAndValues);
    for (int i = 0; i < 20; i++) {
      LogFixture.append(log, Batches.at(fixture.clock.wallMs(), "value-" + i));
    }
    log.highWatermark(log.logEndOffset());
    return log;
  }

  private long logFiles(PartitionLog log) {
    return fixture.disk.list(log.directory()).stream()
        .filter(it -> it.toString().endsWith(".log"))
        .count();
  }

  @Test
  void dropsOldSegmentsAndTheirFilesLater() {
    PartitionLog log = filled("segment.bytes", "400", "retention.ms", "1000000");
    long files = logFiles(log);
    fixture.loop.advance(900_000);
    assertThat(log.logStartOffset()).isZero();

    fixture.loop.advance(CHECK_MS);
    assertThat(log.logStartOffset()).isEqualTo(20);
    assertThat(log.logEndOffset()).isEqualTo(20);
    assertThat(logFiles(log)).isEqualTo(files + 1);
    fixture.loop.advance(60_000);
    assertThat(logFiles(log)).isEqualTo(1);
    assertThat(fixture.restart().logStartOffset()).isEqualTo(20);
  }

  @Test
  void aTimeIsSoughtOnBehindABatchWhoseLateRecordsAreDeleted() {
    PartitionLog log = fixture.log();
    LogFixture.append(
        log,
        MemoryRecords.withRecords(
                Compression.NONE,
                new SimpleRecord(2000, "late".getBytes()),
                new SimpleRecord(1000, "early".getBytes()))
            .buffer());
    LogFixture.append(log, Batches.at(1500, "between"));
    log.highWatermark(3);
    assertThat(log.offsetForTimestamp(1400).offset()).isZero();

    log.deleteRecordsBefore(1);
    assertThat(log.offsetForTimestamp(1400).offset()).isEqualTo(2);
  }

  @Test
  void dropsWhatIsTooMuch() {
    PartitionLog log = filled("segment.bytes", "400", "retention.bytes", "800");
    long size = log.sizeBytes();
    fixture.loop.advance(CHECK_MS);
    assertThat(log.sizeBytes()).isLessThan(size).isGreaterThanOrEqualTo(800);
    assertThat(log.logStartOffset()).isPositive();
  }

  @Test
  void keepsWhatIsNotCommitted() {
    PartitionLog log = filled("segment.bytes", "400", "retention.ms", "1");
    log.highWatermark(10);
    fixture.loop.advance(CHECK_MS);
    assertThat(log.logStartOffset()).isPositive().isLessThanOrEqualTo(10);
  }

  @Test
  void neverDropsFromACompactedTopicButBehindItsStart() {
    PartitionLog log = filled("segment.bytes", "400", "retention.ms", "1", "retention.bytes", "1");
    log.reconfigure(
        LogFixture.config(
            "segment.bytes",
            "400",
            "retention.ms",
            "1",
            "retention.bytes",
            "1",
            "cleanup.policy",
            "compact"));
    fixture.loop.advance(CHECK_MS);
    assertThat(log.logStartOffset()).isZero();

    long files = logFiles(log);
    log.deleteRecordsBefore(10);
    fixture.loop.advance(CHECK_MS + 60_000);
    assertThat(log.logStartOffset()).isEqualTo(10);
    assertThat(logFiles(log)).isLessThan(files);
  }

  @Test
  void deletedRecordsStayDeletedAfterAKill() {
    PartitionLog log = filled("segment.bytes", "400");
    assertThat(log.deleteRecordsBefore(7)).isEqualTo(7);
    assertThat(log.deleteRecordsBefore(3)).isEqualTo(7);
    assertThat(log.deleteRecordsBefore(99)).as("at most the high watermark").isEqualTo(20);
    fixture.loop.runReady();

    LogFixture killed = new LogFixture(IdempotenceTest.copyOf(fixture), fixture.directory);
    assertThat(killed.log().logStartOffset()).isEqualTo(20);
    assertThat(killed.log().logEndOffset()).isEqualTo(20);
  }

  @Test
  void aSliceCanBeReadAfterItsSegmentIsGone() {
    PartitionLog log = filled("segment.bytes", "400", "retention.ms", "1");
    LogSlice slice = log.read(0, 100, true, 20);
    fixture.loop.advance(CHECK_MS + 60_000);
    assertThat(log.logStartOffset()).isEqualTo(20);
    assertThat(Batches.read(slice)).containsExactly("0=value-0");
    assertThat(log.read(0, 100, true, 20)).isNull();
  }

  @Test
  void rollsByTimeOfTheRecords() {
    PartitionLog log = fixture.log("segment.ms", "1000");
    LogFixture.append(log, Batches.at(Batches.NOW, "a"));
    LogFixture.append(log, Batches.at(Batches.NOW + 1000, "b"));
    assertThat(logFiles(log)).isEqualTo(1);
    LogFixture.append(log, Batches.at(Batches.NOW + 1001, "c"));
    assertThat(logFiles(log)).isEqualTo(2);
  }

  @Test
  void rollsWhenAnIndexIsFull() {
    PartitionLog log = fixture.log("segment.index.bytes", "48", "index.interval.bytes", "0");
    for (int i = 0; i < 20; i++) {
      LogFixture.append(log, Batches.at(Batches.NOW + i, "v"));
    }
    assertThat(logFiles(log)).isGreaterThan(3);
    assertThat(Batches.readAll(log)).hasSize(20);
  }

  @Test
  void deletesALogAndItsDirectoryLater() {
    PartitionLog log = filled();
    fixture.logs.delete("t", 0);
    assertThat(fixture.logs.find("t", 0)).isNull();
    assertThat(fixture.disk.exists(log.directory())).isFalse();
    assertThat(fixture.disk.list(fixture.directory).toString()).contains("-delete");
    assertThat(fixture.log().logEndOffset()).as("the name is free at once").isZero();
    fixture.loop.advance(60_000);
    assertThat(fixture.disk.list(fixture.directory).toString()).doesNotContain("-delete");
  }

  @Test
  void flushesWhenAskedAndWhenDue() {
    PartitionLog log = fixture.log("flush.messages", "2");
    LogFixture.append(log, Batches.of("a"));
    fixture.loop.runReady();
    assertThat(log.recoveryPoint()).isZero();
    assertThat(log.acknowledgeableEnd()).isEqualTo(1);
    LogFixture.append(log, Batches.of("b"));
    assertThat(log.acknowledgeableEnd()).as("not before it is forced").isZero();
    fixture.loop.runReady();
    assertThat(log.recoveryPoint()).isEqualTo(2);
    assertThat(log.acknowledgeableEnd()).isEqualTo(2);

    log.reconfigure(LogFixture.config("flush.ms", "5000"));
    LogFixture.append(log, Batches.of("c"));
    fixture.loop.advance(7_000);
    assertThat(log.recoveryPoint()).isEqualTo(3);
  }
}

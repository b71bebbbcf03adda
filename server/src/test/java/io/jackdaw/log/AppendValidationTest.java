package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.log.AppendResult.Appended;
import io.jackdaw.log.AppendResult.RecordError;
import io.jackdaw.log.AppendResult.Refused;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/** What a log takes, and with which error it refuses the rest. */
class AppendValidationTest {
  private final LogFixture fixture = new LogFixture(new MemoryDisk(), Path.of("data"));

  private Errors refusal(PartitionLog log, ByteBuffer batch) {
    int position = batch.position();
    int limit = batch.limit();
    long end = log.logEndOffset();
    AppendResult result = LogFixture.append(log, batch);
    assertThat(batch.position()).isEqualTo(position);
    assertThat(batch.limit()).isEqualTo(limit);
    assertThat(log.logEndOffset()).as("a refusal leaves the log as it was").isEqualTo(end);
    return ((Refused) result).error();
  }

  @Test
  void refusesADamagedBatch() {
    ByteBuffer batch = Batches.of("value");
    batch.put(batch.limit() - 1, (byte) (batch.get(batch.limit() - 1) ^ 1));
    assertThat(refusal(fixture.log(), batch)).isEqualTo(Errors.CORRUPT_MESSAGE);
  }

  @Test
  void refusesIllegalLengthsAndCutBatches() {
    ByteBuffer shortened = Batches.of("value");
    shortened.putInt(8, 10);
    assertThat(refusal(fixture.log(), shortened)).isEqualTo(Errors.CORRUPT_MESSAGE);

    ByteBuffer cut = Batches.of("value");
    cut.limit(cut.limit() - 1);
    assertThat(refusal(fixture.log(), cut)).isEqualTo(Errors.INVALID_RECORD);
    assertThat(refusal(fixture.log(), ByteBuffer.allocate(0))).isEqualTo(Errors.INVALID_RECORD);
  }

  @Test
  void refusesTooLargeABatch() {
    PartitionLog log = fixture.log("max.message.bytes", "100");
    assertThat(refusal(log, Batches.of("x".repeat(100)))).isEqualTo(Errors.MESSAGE_TOO_LARGE);
    assertThat(LogFixture.append(log, Batches.of("x"))).isInstanceOf(Appended.class);
  }

  @Test
  void refusesSeveralBatchesFromAProducer() {
    ByteBuffer one = Batches.of("a");
    ByteBuffer two = ByteBuffer.allocate(2 * one.remaining());
    two.put(one.duplicate()).put(one).flip();
    assertThat(refusal(fixture.log(), two)).isEqualTo(Errors.INVALID_RECORD);
    assertThat(fixture.log().append(two, 0, AppendOrigin.COORDINATOR))
        .isEqualTo(new Appended(0, 1, -1, 0));
  }

  @Test
  void refusesOldFormatsAndControlBatchesAndOddOffsets() {
    PartitionLog log = fixture.log();
    ByteBuffer old =
        MemoryRecords.withRecords(
                RecordBatch.MAGIC_VALUE_V1, Compression.NONE, new SimpleRecord("v".getBytes()))
            .buffer();
    assertThat(refusal(log, old)).isEqualTo(Errors.INVALID_RECORD);
    assertThat(refusal(log, Batches.marker(1, 0, ControlRecordType.COMMIT)))
        .isEqualTo(Errors.INVALID_RECORD);
    ByteBuffer elsewhere = Batches.of("a");
    elsewhere.putLong(0, 5);
    assertThat(refusal(log, elsewhere)).isEqualTo(Errors.INVALID_RECORD);
  }

  @Test
  void aCompactedTopicWantsKeysAlsoInCompressedBatches() {
    PartitionLog log = fixture.log("cleanup.policy", "compact");
    AppendResult refused =
        LogFixture.append(
            log, Batches.compressed(Compression.gzip().build(), Batches.NOW, "a", "b"));
    assertThat(((Refused) refused).error()).isEqualTo(Errors.INVALID_RECORD);
    assertThat(((Refused) refused).recordErrors()).extracting(RecordError::index).contains(0, 1);
    assertThat(LogFixture.append(log, Batches.keyed("k", "v"))).isInstanceOf(Appended.class);
  }

  @Test
  void refusesTimesTooFarFromNow() {
    long hour = 3_600_000;
    PartitionLog log = fixture.log("message.timestamp.before.max.ms", Long.toString(hour));
    assertThat(refusal(log, Batches.at(Batches.NOW + hour + 1, "future")))
        .isEqualTo(Errors.INVALID_TIMESTAMP);
    assertThat(refusal(log, Batches.at(Batches.NOW - hour - 1, "past")))
        .isEqualTo(Errors.INVALID_TIMESTAMP);
    assertThat(LogFixture.append(log, Batches.at(Batches.NOW - hour, "ok")))
        .isInstanceOf(Appended.class);
  }

  @Test
  void stampsRecordsWithTheTimeOfTheirAppend() {
    PartitionLog log = fixture.log("message.timestamp.type", "LogAppendTime");
    fixture.clock.advance(77);
    assertThat(LogFixture.append(log, Batches.at(5, "a", "b")))
        .isEqualTo(new Appended(0, 1, Batches.NOW + 77, 0));

    RecordBatch stored = onlyBatch(log);
    stored.ensureValid();
    assertThat(stored.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
    assertThat(stored.maxTimestamp()).isEqualTo(Batches.NOW + 77);
  }

  @Test
  void takesTheClaimOfAnAppendTimeAwayWhereTheProducersTimeCounts() {
    PartitionLog log = fixture.log();
    assertThat(LogFixture.append(log, claimingAppendTime(Batches.at(5, "a", "b"))))
        .isInstanceOf(Appended.class);

    RecordBatch stored = onlyBatch(log);
    stored.ensureValid();
    assertThat(stored.timestampType()).isEqualTo(TimestampType.CREATE_TIME);
    assertThat(stored.maxTimestamp()).isEqualTo(6);
  }

  @Test
  void refusesTheClaimOfAnAppendTimeWhereTheBrokersTimeCounts() {
    PartitionLog log = fixture.log("message.timestamp.type", "LogAppendTime");
    assertThat(refusal(log, claimingAppendTime(Batches.of("a"))))
        .isEqualTo(Errors.INVALID_TIMESTAMP);
  }

  private static ByteBuffer claimingAppendTime(ByteBuffer batch) {
    BatchHeader.assignAppendTime(batch, 0, BatchHeader.maxTimestamp(batch, 0));
    return batch;
  }

  @Test
  void aRefusedSequenceRollsAnOldSegmentAllTheSame() {
    PartitionLog log = fixture.log();
    LogFixture.append(log, Batches.at(Batches.NOW - 5000, "a"));
    LogFixture.append(log, Batches.idempotent(1, 0, 0, "b"));
    log.reconfigure(LogFixture.config("segment.ms", "1000"));
    AppendResult refused = LogFixture.append(log, Batches.idempotent(1, 0, 7, "late"));

    assertThat(((Refused) refused).error()).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    assertThat(fixture.disk.exists(log.directory().resolve("00000000000000000002.log"))).isTrue();
    assertThat(Batches.readAll(log)).containsExactly("0=a", "1=b");
  }

  @Test
  void recompressesOnlyWhenTheTopicInsists() {
    PartitionLog log = fixture.log("compression.type", "zstd");
    LogFixture.append(log, Batches.of("a".repeat(500), "b"));

    RecordBatch stored = onlyBatch(log);
    stored.ensureValid();
    assertThat(stored.compressionType().name).isEqualTo("zstd");
    assertThat(stored.sizeInBytes()).isLessThan(300);
    assertThat(Batches.readAll(log)).containsExactly("0=" + "a".repeat(500), "1=b");
  }

  @Test
  void writesOffsetAndLeaderEpochIntoTheCallersBuffer() {
    PartitionLog log = fixture.log();
    LogFixture.append(log, Batches.of("a"));
    ByteBuffer direct = ByteBuffer.allocateDirect(200);
    direct.position(30).put(Batches.of("b")).flip().position(30);
    log.append(direct, 7, AppendOrigin.CLIENT);

    assertThat(direct.getLong(30)).isEqualTo(1);
    assertThat(direct.getInt(30 + 12)).isEqualTo(7);
    assertThat(log.latestEpoch()).isEqualTo(7);
    assertThat(Batches.readAll(log)).containsExactly("0=a", "1=b");
  }

  @Test
  void takesReplicatedBatchesAsTheyAre() {
    PartitionLog log = fixture.log();
    ByteBuffer batch = Batches.of("a", "b");
    batch.putLong(0, 100).putInt(12, 4);
    assertThat(log.append(batch, -1, AppendOrigin.REPLICATION))
        .isEqualTo(new Appended(100, 101, -1, 0));
    assertThat(log.epochAt(100)).isEqualTo(4);
    assertThat(((Refused) log.append(batch, -1, AppendOrigin.REPLICATION)).error())
        .isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
  }

  private static RecordBatch onlyBatch(PartitionLog log) {
    try (LogSlice slice = log.read(0, 10_000, true, Long.MAX_VALUE)) {
      ByteBuffer bytes = ByteBuffer.allocate(slice.count());
      slice.file().read(bytes, slice.position());
      return MemoryRecords.readableRecords(bytes.flip()).batches().iterator().next();
    }
  }
}

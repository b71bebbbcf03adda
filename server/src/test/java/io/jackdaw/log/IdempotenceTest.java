package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.log.AppendResult.Appended;
import io.jackdaw.log.AppendResult.Duplicate;
import io.jackdaw.log.AppendResult.Refused;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.junit.jupiter.api.Test;

/** Retries, gaps, zombies and open transactions. */
class IdempotenceTest {
  private final LogFixture fixture = new LogFixture(new MemoryDisk(), Path.of("data"));
  private PartitionLog log = fixture.log();

  private AppendResult send(int epoch, int sequence, String... values) {
    return LogFixture.append(log, Batches.idempotent(9, epoch, sequence, values));
  }

  private Errors refusal(int epoch, int sequence) {
    return ((Refused) send(epoch, sequence, "x")).error();
  }

  @Test
  void answersARetryOfTheLastFiveBatchesWithItsOldOffsets() {
    for (int i = 0; i < 6; i++) {
      assertThat(send(0, 2 * i, "a", "b")).isEqualTo(new Appended(2 * i, 2 * i + 1, -1, 0));
    }

    assertThat(send(0, 2, "a", "b")).isEqualTo(new Duplicate(2, 3, Batches.NOW + 1, 0));
    assertThat(send(0, 10, "a", "b")).isEqualTo(new Duplicate(10, 11, Batches.NOW + 1, 0));
    assertThat(log.logEndOffset()).isEqualTo(12);
    assertThat(((Refused) send(0, 0, "a", "b")).error())
        .as("the sixth last is forgotten")
        .isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
  }

  @Test
  void knowsAProducerAfterAStartThoughAllRecordsWereDeleted() {
    send(1, 0, "a");
    log.highWatermark(1);
    log.deleteRecordsBefore(1);

    log = fixture.restart();

    assertThat(log.logStartOffset()).isEqualTo(1);
    assertThat(refusal(0, 1)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
    assertThat(refusal(1, 2)).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    assertThat(send(1, 1, "b")).isEqualTo(new Appended(1, 1, -1, 1));
  }

  @Test
  void refusesGapsAndOldEpochsAndTakesANewEpochFromItsBeginning() {
    send(1, 0, "a");
    assertThat(refusal(1, 2)).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    assertThat(refusal(0, 1)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
    assertThat(refusal(2, 1)).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    assertThat(send(2, 0, "b")).isInstanceOf(Appended.class);
  }

  @Test
  void takesAnySequenceFromAProducerItDoesNotKnow() {
    assertThat(send(3, 17, "a")).isInstanceOf(Appended.class);
    assertThat(refusal(3, 19)).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
  }

  @Test
  void sequencesWrapAround() {
    assertThat(send(0, Integer.MAX_VALUE - 1, "a", "b", "c")).isInstanceOf(Appended.class);
    assertThat(send(0, 1, "d")).isInstanceOf(Appended.class);
    assertThat(send(0, Integer.MAX_VALUE - 1, "a", "b", "c")).isInstanceOf(Duplicate.class);
  }

  @Test
  void remembersProducersOverARestartAndOverAKill() {
    send(0, 0, "a", "b");
    send(0, 2, "c");
    log = fixture.restart();
    assertThat(send(0, 2, "c")).isEqualTo(new Duplicate(2, 2, Batches.NOW, 0));
    send(0, 3, "d");

    LogFixture killed = new LogFixture(copyOf(fixture), fixture.directory);
    log = killed.log();
    assertThat(send(0, 3, "d")).isEqualTo(new Duplicate(3, 3, Batches.NOW, 0));
    assertThat(send(0, 4, "e")).isInstanceOf(Appended.class);
  }

  @Test
  void forgetsASilentProducer() {
    send(0, 0, "a");
    assertThat(log.producers()).hasSize(1);
    fixture.clock.advance(86_400_000);
    log.applyRetention();
    assertThat(log.producers()).isEmpty();
  }

  @Test
  void readersOfCommittedTransactionsStopBeforeAnOpenOne() {
    LogFixture.append(log, Batches.of("plain"));
    LogFixture.append(log, Batches.transactional(9, 0, 0, "a", "b"));
    LogFixture.append(log, Batches.of("later"));
    log.highWatermark(4);
    assertThat(log.lastStableOffset()).isEqualTo(1);

    log.append(Batches.marker(9, 0, ControlRecordType.ABORT), 0, AppendOrigin.COORDINATOR);
    assertThat(log.lastStableOffset()).as("the marker is not committed yet").isEqualTo(1);
    log.highWatermark(5);
    assertThat(log.lastStableOffset()).isEqualTo(5);
    List<AbortedTransaction> aborted = List.of(new AbortedTransaction(9, 1, 4, 5));
    assertThat(log.abortedTransactions(0, 5)).isEqualTo(aborted);
    assertThat(log.abortedTransactions(5, 5)).isEmpty();

    LogFixture killed = new LogFixture(copyOf(fixture), fixture.directory);
    assertThat(killed.log().abortedTransactions(0, 5)).isEqualTo(aborted);
  }

  @Test
  void refusesPlainRecordsOfAProducerWithinItsTransaction() {
    LogFixture.append(log, Batches.transactional(9, 0, 0, "a"));
    assertThat(refusal(0, 1)).isEqualTo(Errors.INVALID_TXN_STATE);
  }

  /** What another process would find if this one had been killed now. */
  static MemoryDisk copyOf(LogFixture fixture) {
    MemoryDisk copy = new MemoryDisk();
    copy(fixture, copy, fixture.directory);
    return copy;
  }

  private static void copy(LogFixture fixture, MemoryDisk copy, Path directory) {
    copy.createDirectories(directory);
    for (Path path : fixture.disk.list(directory)) {
      if (LogName.ofDirectory(path.getFileName().toString()).isPresent()) {
        copy(fixture, copy, path);
      } else {
        copy.open(path).write(ByteBuffer.wrap(fixture.disk.readFully(path)), 0);
      }
    }
  }
}

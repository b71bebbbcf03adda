package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.Test;

/**
 * Every file of a log directory is cut at every length and has each of its bits flipped; then the
 * logs are opened. What cannot be healed is named, nothing wrong is read, and the partition beside
 * the damaged one is served.
 */
class LogDamageTest {
  private static final Path DATA = Path.of("data");
  private static final Path DAMAGED = DATA.resolve("t-0");
  private static final String[] SMALL = {"segment.bytes", "500", "index.interval.bytes", "100"};
  private static final int START = 2;
  private static final int END = 20;

  /** Where the last segment begins. */
  private static final int SEALED_END = 18;

  private static final MemoryDisk STOPPED = write(true);
  private static final MemoryDisk KILLED = write(false);

  /** Two leader epochs, an aborted transaction, an idempotent producer, several segments. */
  private static MemoryDisk write(boolean stop) {
    LogFixture fixture = new LogFixture(new MemoryDisk(), DATA);
    PartitionLog log = fixture.log(SMALL);
    for (int i = 0; i < 8; i++) {
      LogFixture.append(log, Batches.at(Batches.NOW + i, value(i)));
    }
    LogFixture.append(log, Batches.transactional(9, 0, 0, value(8)));
    log.append(Batches.marker(9, 0, ControlRecordType.ABORT), 0, AppendOrigin.COORDINATOR);
    for (int i = 10; i < 16; i++) {
      log.append(Batches.at(Batches.NOW + i, value(i)), 1, AppendOrigin.CLIENT);
    }
    for (int i = 16; i < END; i++) {
      log.append(Batches.idempotent(5, 0, i - 16, value(i)), 1, AppendOrigin.CLIENT);
    }
    log.highWatermark(END);
    log.deleteRecordsBefore(START);
    LogFixture.append(
        fixture.logs.create("u", 3, Uuid.ZERO_UUID, LogConfig.DEFAULT), Batches.of("unharmed"));
    fixture
        .logs
        .directories()
        .getFirst()
        .writeMetaProperties(Map.of("version", "0", "broker.id", "7", "cluster.id", "abc"));
    if (stop) {
      fixture.loop.advance(60_000);
      fixture.logs.close();
    }
    return IdempotenceTest.copyOf(fixture);
  }

  private static String value(int offset) {
    return "value-" + offset;
  }

  // ---- damage

  /** Gives the check every way in which a file can be cut short. */
  private static void cut(MemoryDisk from, Path file, Consumer<MemoryDisk> check) {
    for (int length = 0; length < from.readFully(file).length; length++) {
      MemoryDisk disk = copy(from);
      try (DiskFile damaged = disk.open(file)) {
        damaged.truncate(length);
      }
      checked(check, disk, file + " cut to " + length);
    }
  }

  /** Gives the check every way in which one bit of a file can be wrong; of a log, one per byte. */
  private static void flip(MemoryDisk from, Path file, Consumer<MemoryDisk> check) {
    byte[] content = from.readFully(file);
    boolean log = file.toString().endsWith(".log");
    for (int position = 0; position < content.length; position++) {
      for (int bit = log ? position % 8 : 0; bit < 8; bit += log ? 8 : 1) {
        MemoryDisk disk = copy(from);
        try (DiskFile damaged = disk.open(file)) {
          damaged.write(
              ByteBuffer.wrap(new byte[] {(byte) (content[position] ^ 1 << bit)}), position);
        }
        checked(check, disk, file + " with bit " + bit + " flipped at " + position);
      }
    }
  }

  private static void checked(Consumer<MemoryDisk> check, MemoryDisk disk, String damage) {
    try {
      check.accept(disk);
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError(damage, failure);
    }
  }

  private static MemoryDisk copy(MemoryDisk from) {
    MemoryDisk to = new MemoryDisk();
    copy(from, to, DATA);
    return to;
  }

  private static void copy(MemoryDisk from, MemoryDisk to, Path directory) {
    to.createDirectories(directory);
    for (Path path : from.list(directory)) {
      if (LogName.ofDirectory(path.getFileName().toString()).isPresent()) {
        copy(from, to, path);
      } else {
        to.open(path).write(ByteBuffer.wrap(from.readFully(path)), 0);
      }
    }
  }

  private static List<Path> files(MemoryDisk disk, String suffix) {
    List<Path> found =
        disk.list(DAMAGED).stream().filter(file -> file.toString().endsWith(suffix)).toList();
    assertThat(found).as("files *%s", suffix).isNotEmpty();
    return found;
  }

  // ---- what is left

  private static Logs open(MemoryDisk disk) {
    Logs logs = new LogFixture(disk, DATA).logs;
    assertThat(Batches.readAll(Objects.requireNonNull(logs.find("u", 3))))
        .containsExactly("0=unharmed");
    return logs;
  }

  /** The damaged partition, which must be in use. */
  private static PartitionLog healed(MemoryDisk disk) {
    Logs logs = open(disk);
    assertThat(logs.offlineReason("t", 0)).isNull();
    return logs.create("t", 0, LogFixture.TOPIC, LogFixture.config(SMALL));
  }

  /** From each offset on, the right records, as far as their CRC is right, up to the end. */
  private static void assertRight(PartitionLog log) {
    for (long from = log.logStartOffset(); from < log.logEndOffset(); from++) {
      ByteBuffer bytes = read(Objects.requireNonNull(log.read(from, 300, true, Long.MAX_VALUE)));
      long next = from;
      for (RecordBatch batch : MemoryRecords.readableRecords(bytes).batches()) {
        batch.ensureValid();
        for (Record record : batch) {
          assertThat(record.offset()).as("from %d", from).isEqualTo(next++);
          if (!batch.isControlBatch()) {
            byte[] value = new byte[record.valueSize()];
            record.value().get(value);
            assertThat(new String(value)).isEqualTo(value((int) record.offset()));
          }
        }
      }
      assertThat(next).as("after reading from %d", from).isGreaterThan(from);
    }
  }

  private static ByteBuffer read(LogSlice slice) {
    try (slice) {
      ByteBuffer bytes = ByteBuffer.allocate(slice.count());
      slice.file().read(bytes, slice.position());
      return bytes.flip();
    }
  }

  private static void assertWhole(PartitionLog log) {
    assertThat(log.logStartOffset()).isEqualTo(START);
    assertThat(log.logEndOffset()).isEqualTo(END);
    assertRight(log);
  }

  // ---- the formats

  @Test
  void aStoppedLogEndsWithItsLastWholeBatchWhereverItIsCut() {
    Path last = files(STOPPED, ".log").getLast();
    cut(
        STOPPED,
        last,
        disk -> {
          PartitionLog log = healed(disk);
          assertRight(log);
          long end = log.logEndOffset();
          log.append(Batches.of(value((int) end)), 1, AppendOrigin.CLIENT);
          assertRight(log);
          assertThat(log.logEndOffset()).isEqualTo(end + 1);
        });
  }

  @Test
  void aKilledLogLosesItsDamagedEndOrIsOfflineWithTheFileAndThePosition() {
    for (Path file : files(KILLED, ".log")) {
      flip(KILLED, file, disk -> assertHealedOrNamed(disk, file));
      cut(KILLED, file, disk -> assertHealedOrNamed(disk, file));
    }
  }

  private static void assertHealedOrNamed(MemoryDisk disk, Path file) {
    Logs logs = open(disk);
    String reason = logs.offlineReason("t", 0);
    if (reason == null) {
      // A batch's CRC covers neither its offset nor its leader epoch: they are as they were found.
      boolean last = file.equals(files(KILLED, ".log").getLast());
      assertThat(Objects.requireNonNull(logs.find("t", 0)).logEndOffset())
          .isGreaterThanOrEqualTo(last ? SEALED_END : END);
    } else {
      assertThat(reason).contains(file.toString(), "position", "offline", "truncate -s");
      assertThatThrownBy(() -> logs.create("t", 0, LogFixture.TOPIC, LogConfig.DEFAULT))
          .isInstanceOf(StorageException.class)
          .hasMessage(reason);
    }
  }

  @Test
  void aDamagedOffsetDoesNotMakeTheGoodBatchesBehindItATornTail() {
    LogFixture fixture = new LogFixture(new MemoryDisk(), DATA);
    PartitionLog log = fixture.log();
    for (int i = 0; i < 5; i++) {
      LogFixture.append(log, Batches.of(value(i)));
    }
    LogFixture.append(
        fixture.logs.create("u", 3, Uuid.ZERO_UUID, LogConfig.DEFAULT), Batches.of("unharmed"));
    MemoryDisk disk = IdempotenceTest.copyOf(fixture);
    Path file = DAMAGED.resolve("00000000000000000000.log");
    int size = disk.readFully(file).length / 5;
    try (DiskFile damaged = disk.open(file)) {
      damaged.write(ByteBuffer.wrap(new byte[] {16}), size + 5);
    }

    assertThat(open(disk).offlineReason("t", 0))
        .contains(file + " is damaged at position " + size + " (offset 1)", "truncate -s " + size);
  }

  @Test
  void aSealedSegmentThatWasCutTakesItsPartitionOffline() {
    Path first = files(STOPPED, ".log").getFirst();
    MemoryDisk disk = copy(STOPPED);
    try (DiskFile file = disk.open(first)) {
      file.truncate(file.size() - 1);
    }
    assertThat(open(disk).offlineReason("t", 0)).contains(first.toString(), "truncate -s");
  }

  @Test
  void aDamagedOffsetIndexNeverLeadsToWrongRecords() {
    for (Path file : files(STOPPED, ".index")) {
      flip(STOPPED, file, disk -> assertWhole(healed(disk)));
      cut(STOPPED, file, disk -> assertWhole(healed(disk)));
    }
  }

  @Test
  void aDamagedTimeIndexNeverLeadsToAWrongOffset() {
    for (Path file : files(STOPPED, ".timeindex")) {
      Consumer<MemoryDisk> check =
          disk -> {
            PartitionLog log = healed(disk);
            for (int i = START; i < 8; i++) {
              assertThat(Objects.requireNonNull(log.offsetForTimestamp(Batches.NOW + i)).offset())
                  .isEqualTo(i);
            }
          };
      flip(STOPPED, file, check);
      cut(STOPPED, file, check);
    }
  }

  @Test
  void producersAreFoundAnewFromTheLogWhenTheirSnapshotIsDamaged() {
    List<ProducerState> producers = List.copyOf(healed(copy(STOPPED)).producers());
    assertThat(producers).hasSize(2);
    for (Path file : files(STOPPED, ".snapshot")) {
      Consumer<MemoryDisk> check =
          disk ->
              assertThat(healed(disk).producers()).containsExactlyInAnyOrderElementsOf(producers);
      flip(STOPPED, file, check);
      cut(STOPPED, file, check);
    }
  }

  @Test
  void abortedTransactionsAreFoundAnewFromTheLogWhenTheirIndexIsCut() {
    List<AbortedTransaction> aborted = healed(copy(STOPPED)).abortedTransactions(0, END);
    assertThat(aborted).hasSize(1);
    for (Path file : files(STOPPED, ".txnindex")) {
      cut(
          STOPPED,
          file,
          disk -> {
            if (disk.readFully(file).length > 0) {
              assertThat(healed(disk).abortedTransactions(0, END)).isEqualTo(aborted);
            }
          });
      flip(STOPPED, file, disk -> assertWhole(healed(disk)));
    }
  }

  @Test
  void leaderEpochsAreFoundAnewFromTheLogWhenTheirFileIsDamaged() {
    Path file = DAMAGED.resolve("leader-epoch-checkpoint");
    flip(STOPPED, file, disk -> assertWhole(healed(disk)));
    cut(
        STOPPED,
        file,
        disk -> {
          PartitionLog log = healed(disk);
          assertWhole(log);
          assertThat(log.latestEpoch()).isEqualTo(1);
          assertThat(log.endOffsetForEpoch(0)).isEqualTo(new EpochEnd(0, 10));
        });
  }

  @Test
  void aDamagedTopicIdIsNamedOrSetAside() {
    Path file = DAMAGED.resolve("partition.metadata");
    Consumer<MemoryDisk> check =
        disk -> {
          Logs logs = open(disk);
          try {
            assertWhole(logs.create("t", 0, LogFixture.TOPIC, LogFixture.config(SMALL)));
          } catch (StorageException refused) {
            assertThat(refused).hasMessageContaining(DAMAGED.toString());
          }
        };
    flip(STOPPED, file, check);
    cut(STOPPED, file, check);
  }

  @Test
  void recoveryPointsAndHighWatermarksAreFoundAnew() {
    MemoryDisk unclean = copy(STOPPED);
    unclean.delete(DATA.resolve(".kafka_cleanshutdown"));
    for (MemoryDisk disk : List.of(STOPPED, unclean)) {
      for (String name :
          List.of(OffsetCheckpoint.RECOVERY_POINTS, OffsetCheckpoint.HIGH_WATERMARKS)) {
        flip(disk, DATA.resolve(name), damaged -> assertWhole(healed(damaged)));
        cut(disk, DATA.resolve(name), damaged -> assertWhole(healed(damaged)));
      }
    }
  }

  @Test
  void damagedStartOffsetsRefuseToStartAndNeverDeleteAStoppedLog() {
    Path file = DATA.resolve(OffsetCheckpoint.LOG_START_OFFSETS);
    Consumer<MemoryDisk> check =
        disk -> {
          Logs logs;
          try {
            logs = open(disk);
          } catch (StorageException refused) {
            assertThat(refused).hasMessageContaining(file + " is damaged in line");
            return;
          }
          String reason = logs.offlineReason("t", 0);
          if (reason != null) {
            assertThat(reason).contains(file.toString());
          } else {
            PartitionLog log = Objects.requireNonNull(logs.find("t", 0));
            assertThat(log.logEndOffset()).isEqualTo(END);
            assertRight(log);
          }
        };
    flip(STOPPED, file, check);
    cut(STOPPED, file, check);
  }

  @Test
  void metaPropertiesWithoutBrokerOrClusterAreNamed() {
    Path file = DATA.resolve("meta.properties");
    Consumer<MemoryDisk> check =
        disk -> {
          try {
            assertThat(open(disk).directories().getFirst().metaProperties())
                .containsKey("cluster.id")
                .hasEntrySatisfying("broker.id", id -> Integer.parseInt(id.strip()));
          } catch (StorageException refused) {
            assertThat(refused).hasMessageContaining(file + " is damaged");
          }
        };
    flip(STOPPED, file, check);
    cut(STOPPED, file, check);
  }

  @Test
  void theMarkOfACleanStopCountsByItsPresence() {
    Path file = DATA.resolve(".kafka_cleanshutdown");
    List<MemoryDisk> all = new ArrayList<>();
    flip(STOPPED, file, all::add);
    cut(STOPPED, file, all::add);
    assertThat(all).isNotEmpty().allSatisfy(disk -> assertWhole(healed(disk)));
  }
}

package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** Starts after files were cut, damaged or lost. */
class RecoveryTest {
  private static final String[] SMALL = {"segment.bytes", "400", "index.interval.bytes", "100"};

  private final LogFixture fixture = new LogFixture(new MemoryDisk(), Path.of("data"));
  private final PartitionLog log = fixture.log(SMALL);

  RecoveryTest() {
    for (int i = 0; i < 20; i++) {
      LogFixture.append(log, Batches.at(Batches.NOW + i, "value-" + i));
    }
  }

  /** The disk as a kill leaves it, to be damaged and started from. */
  private final MemoryDisk killed() {
    return IdempotenceTest.copyOf(fixture);
  }

  private PartitionLog start(MemoryDisk disk) {
    return new LogFixture(disk, fixture.directory).log(SMALL);
  }

  private Path last(MemoryDisk disk, String suffix) {
    return disk.list(log.directory()).stream()
        .filter(it -> it.toString().endsWith(suffix))
        .toList()
        .getLast();
  }

  private Path first(MemoryDisk disk, String suffix) {
    return disk.list(log.directory()).stream()
        .filter(it -> it.toString().endsWith(suffix))
        .findFirst()
        .orElseThrow();
  }

  private static void flip(MemoryDisk disk, Path path, long position) {
    try (DiskFile file = disk.open(path)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, position);
      one.put(0, (byte) (one.get(0) ^ 0x10));
      file.write(one.flip(), position);
    }
  }

  @Test
  void findsEverythingAfterAKill() {
    PartitionLog found = start(killed());
    assertThat(Batches.readAll(found)).isEqualTo(Batches.readAll(log));
    assertThat(found.offsetForTimestamp(Batches.NOW + 7).offset()).isEqualTo(7);
    assertThat(found.latestEpoch()).isZero();
  }

  @Test
  void cutsATornTailAtEveryLength() {
    MemoryDisk whole = killed();
    long size = whole.open(last(whole, ".log")).size();
    List<String> all = Batches.readAll(log);
    for (long cut = 1; cut <= size; cut++) {
      MemoryDisk disk = killed();
      Path file = last(disk, ".log");
      disk.open(file).truncate(size - cut);
      PartitionLog found = start(disk);
      assertThat(Batches.readAll(found)).isEqualTo(all.subList(0, (int) found.logEndOffset()));
      assertThat(LogFixture.append(found, Batches.of("next")))
          .isEqualTo(
              new AppendResult.Appended(found.logEndOffset() - 1, found.logEndOffset() - 1, -1, 0));
      assertThat(disk.open(file).size()).isLessThanOrEqualTo(size + 100);
    }
  }

  @Test
  void cutsZerosThatTheFileSystemLeftAtTheEnd() {
    MemoryDisk disk = killed();
    try (DiskFile file = disk.open(last(disk, ".log"))) {
      file.write(ByteBuffer.allocate(500), file.size());
    }
    assertThat(Batches.readAll(start(disk))).isEqualTo(Batches.readAll(log));
  }

  @Test
  void cutsADamagedLastBatch() {
    MemoryDisk disk = killed();
    Path file = last(disk, ".log");
    flip(disk, file, disk.open(file).size() - 1);
    assertThat(start(disk).logEndOffset()).isEqualTo(19);
  }

  @Test
  void aDamagedMiddleTakesThatPartitionOfflineAndNoOther() {
    PartitionLog other = fixture.logs.create("u", 3, Uuid.ZERO_UUID, LogConfig.DEFAULT);
    LogFixture.append(other, Batches.of("unharmed"));
    MemoryDisk disk = killed();
    Path file = first(disk, ".log");
    flip(disk, file, 70);

    LogFixture damaged = new LogFixture(disk, fixture.directory);
    assertThat(damaged.logs.find("t", 0)).isNull();
    assertThat(damaged.logs.offlineReason("t", 0))
        .contains(file.toString(), "position 0", "truncate -s 0");
    assertThatThrownBy(() -> damaged.log(SMALL)).isInstanceOf(StorageException.class);
    assertThat(Batches.readAll(damaged.logs.find("u", 3))).containsExactly("0=unharmed");

    damaged.logs.close();
    LogFixture again = new LogFixture(disk, fixture.directory);
    assertThat(again.logs.offlineReason("t", 0)).as("a clean stop does not hide it").isNotNull();
  }

  @Test
  void looksOnlyAtWhatIsBeyondTheRecoveryPoint() {
    log.flush();
    fixture.loop.advance(60_000);
    MemoryDisk disk = killed();
    flip(disk, first(disk, ".log"), 70);
    assertThat(start(disk).logEndOffset()).isEqualTo(20);
  }

  @Test
  void trustsEverythingAfterACleanStop() {
    List<String> all = Batches.readAll(log);
    fixture.logs.close();
    MemoryDisk disk = killed();
    flip(disk, last(disk, ".log"), 70);
    LogFixture clean = new LogFixture(disk, fixture.directory);
    assertThat(clean.logs.find("t", 0).logEndOffset()).isEqualTo(20);
    assertThat(all).hasSize(20);
  }

  @Test
  void buildsMissingAndDamagedIndexesAnew() {
    fixture.logs.close();
    MemoryDisk disk = killed();
    disk.delete(first(disk, ".index"));
    disk.open(last(disk, ".timeindex")).write(ByteBuffer.allocate(5), 0);
    PartitionLog found = start(disk);
    assertThat(Batches.readAll(found)).hasSize(20);
    assertThat(found.offsetForTimestamp(Batches.NOW + 11).offset()).isEqualTo(11);
  }

  @Test
  void doesWithoutDamagedProducerSnapshotsAndEpochs() {
    LogFixture.append(log, Batches.idempotent(5, 0, 0, "p"));
    fixture.logs.close();
    MemoryDisk disk = killed();
    for (Path path : disk.list(log.directory())) {
      if (path.toString().endsWith(".snapshot")) {
        flip(disk, path, 8);
      }
    }
    PartitionLog found = start(disk);
    assertThat(found.producers()).extracting(ProducerState::producerId).containsExactly(5L);
  }

  @Test
  void finishesWhatApachesCleanerHadBegun() {
    fixture.logs.close();
    MemoryDisk disk = killed();
    Path segment = first(disk, ".log");
    disk.open(segment.resolveSibling(segment.getFileName() + ".swap"))
        .write(ByteBuffer.wrap(disk.readFully(segment)), 0);
    disk.open(segment.resolveSibling("00000000000000000099.index.cleaned"));
    disk.open(segment.resolveSibling("00000000000000000050.log.deleted"));
    assertThat(Batches.readAll(start(disk))).hasSize(20);
    assertThat(disk.list(log.directory()).toString()).doesNotContain(".swap", "cleaned", "deleted");
  }
}

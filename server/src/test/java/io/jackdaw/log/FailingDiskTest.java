package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.disk.FakeDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.log.AppendResult.Appended;
import io.jackdaw.log.AppendResult.Refused;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** Disks that are full, or fail to write or sync: what was acknowledged stays. */
class FailingDiskTest {
  private static final Path DATA = Path.of("data");
  private static final long MUCH = 1L << 40;

  private final FakeDisk disk = new FakeDisk(1);

  @Test
  void refusesOnAFullDiskReadsOnAndWritesAgainByItself() {
    LogFixture logs = new LogFixture(disk, DATA);
    PartitionLog log = logs.log("segment.bytes", "5000");
    List<String> acknowledged = new ArrayList<>();
    disk.limit(disk.usedBytes() + 20_000);
    while (append(log, acknowledged)) {
      assertThat(acknowledged.size()).isLessThan(1000);
    }

    assertThat(Batches.readAll(log)).isEqualTo(acknowledged).isNotEmpty();
    logs.loop.advance(60_000);
    assertThat(append(log, acknowledged)).as("still full").isFalse();
    disk.limit(MUCH);
    assertThat(append(log, acknowledged)).as("before the next look").isFalse();
    logs.loop.advance(2_000);
    assertThat(append(log, acknowledged)).as("after the next look").isTrue();

    assertThat(Batches.readAll(log)).isEqualTo(acknowledged);
    PartitionLog again = logs.restart("segment.bytes", "5000");
    assertThat(Batches.readAll(again)).isEqualTo(acknowledged);
    assertThat(disk.list(DATA)).noneMatch(it -> it.toString().contains("room"));
  }

  @Test
  void leavesNothingOfABatchThatFoundNoRoomAtAnyByte() {
    int size = Batches.of("y".repeat(100)).remaining();
    for (int room = 0; room < size; room++) {
      FakeDisk small = new FakeDisk(room);
      LogFixture logs = new LogFixture(small, DATA);
      PartitionLog log = logs.log();
      LogFixture.append(log, Batches.of("first"));
      small.limit(small.usedBytes() + room);
      assertThat(refusal(log)).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
      small.limit(MUCH);

      assertThat(Batches.readAll(logs.restart())).containsExactly("0=first");
      LogFixture.append(logs.log(), Batches.of("second"));
      small.restartProcess();
      logs.crash();
      assertThat(Batches.readAll(logs.log())).containsExactly("0=first", "1=second");
    }
  }

  @Test
  void keepsWhatWasAcknowledgedWhenTheProcessDiesOnAFullDisk() {
    LogFixture logs = new LogFixture(disk, DATA);
    PartitionLog log = logs.log("segment.bytes", "3000");
    List<String> acknowledged = new ArrayList<>();
    disk.limit(disk.usedBytes() + 7_000);
    while (append(log, acknowledged)) {
      assertThat(acknowledged.size()).isLessThan(1000);
    }

    disk.restartProcess();
    logs.crash();

    assertThat(Batches.readAll(logs.log("segment.bytes", "3000"))).isEqualTo(acknowledged);
  }

  @Test
  void beginsALeaderEpochOnAFullDiskAndWritesItDownBeforeItsFirstRecord() {
    LogFixture logs = new LogFixture(disk, DATA);
    PartitionLog log = logs.log();
    LogFixture.append(log, Batches.of("old"));
    disk.limit(disk.usedBytes());

    log.assignLeaderEpoch(5);

    assertThat(log.latestEpoch()).isEqualTo(5);
    disk.limit(MUCH);
    logs.loop.advance(5_000);
    assertThat(log.append(Batches.of("new"), 5, AppendOrigin.CLIENT)).isInstanceOf(Appended.class);
    assertThat(logs.restart().epochAt(1)).isEqualTo(5);
  }

  @Test
  void aFailedSyncTakesItsDirectoryOfflineAndNoOther() {
    FakeClock clock = new FakeClock();
    FakeEventLoop loop = new FakeEventLoop(clock);
    List<String> told = new ArrayList<>();
    Logs logs =
        Logs.open(
            LogsConfig.of(List.of(Path.of("one"), Path.of("two"))),
            LogConfig.DEFAULT,
            disk,
            clock,
            loop);
    logs.listen(
        new Logs.Listener() {
          @Override
          public void availabilityChanged() {
            told.add("changed");
          }

          @Override
          public void allFailed(String why) {
            told.add("all failed");
          }
        });
    PartitionLog bad = logs.create("t", 0, LogFixture.TOPIC, LogFixture.config());
    PartitionLog good = logs.create("t", 1, LogFixture.TOPIC, LogFixture.config());
    LogFixture.append(bad, Batches.of("a"));
    LogFixture.append(good, Batches.of("b"));
    disk.failForceAfter(0);
    assertThatThrownBy(bad::flush).isInstanceOf(StorageException.class);
    assertThatThrownBy(bad::flush).as("is not tried again").isInstanceOf(StorageException.class);
    assertThat(bad.recoveryPoint()).isZero();
    assertThat(refusal(bad)).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
    loop.runReady();

    assertThat(logs.find("t", 0)).isNull();
    assertThat(logs.offlineReason("t", 0)).contains("one has failed", "fsync");
    assertThat(logs.find("t", 1)).isSameAs(good);
    assertThat(LogFixture.append(good, Batches.of("c"))).isInstanceOf(Appended.class);
    assertThat(logs.create("t", 2, LogFixture.TOPIC, LogFixture.config()).directory())
        .isEqualTo(Path.of("two/t-2"));
    assertThat(told).containsExactly("changed");

    disk.failForceAfter(0);
    assertThatThrownBy(good::flush).isInstanceOf(StorageException.class);
    loop.runReady();
    assertThat(told).containsExactly("changed", "changed", "all failed");

    logs.close();
    assertThat(disk.exists(Path.of("one/.kafka_cleanshutdown"))).isFalse();
    assertThat(disk.exists(Path.of("two/.kafka_cleanshutdown"))).isFalse();
  }

  private static boolean append(PartitionLog log, List<String> acknowledged) {
    String value = "x".repeat(200);
    AppendResult result = LogFixture.append(log, Batches.of(value));
    if (result instanceof Appended appended) {
      acknowledged.add(appended.baseOffset() + "=" + value);
      return true;
    }
    assertThat(((Refused) result).error()).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
    return false;
  }

  private static Errors refusal(PartitionLog log) {
    AppendResult result = LogFixture.append(log, Batches.of("y".repeat(100)));
    return result instanceof Refused refused ? refused.error() : Errors.NONE;
  }
}

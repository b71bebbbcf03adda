package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.MemoryDisk;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.junit.jupiter.api.Test;

/** What {@code jackdaw log dump|verify|stats} say of a log directory. */
class LogToolsTest {
  private final MemoryDisk disk = new MemoryDisk();
  private final LogFixture fixture = new LogFixture(disk, Path.of("data"));
  private final PartitionLog log =
      fixture.log("segment.bytes", "700", "index.interval.bytes", "100");
  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text);

  LogToolsTest() {
    for (int i = 0; i < 12; i++) {
      LogFixture.append(
          log, Batches.compressed(Compression.gzip().build(), Batches.NOW + i, "value-" + i, "w"));
    }
    LogFixture.append(log, Batches.transactional(9, 0, 0, "aborted"));
    log.append(Batches.marker(9, 0, ControlRecordType.ABORT), 1, AppendOrigin.COORDINATOR);
    log.highWatermark(log.logEndOffset());
    fixture.logs.close();
  }

  private Path file(String name) {
    return log.directory().resolve(name);
  }

  private void flip(Path path, long position) {
    try (DiskFile file = disk.open(path)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, position);
      file.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 4)}), position);
    }
  }

  private boolean verify() {
    return new LogVerification(disk, out).check(fixture.directory);
  }

  @Test
  void aLogThatWasStoppedIsGood() {
    assertThat(verify()).as(text.toString()).isTrue();
    assertThat(text.toString()).contains(" 14 batches: good");
  }

  @Test
  void aDamagedBatchIsNamedWithItsPositionAndWhatFollows() {
    flip(file("00000000000000000000.log"), 120);
    assertThat(verify()).isFalse();
    assertThat(text.toString())
        .contains("00000000000000000000.log: no good batch at position 103, offset 2; good ones");
  }

  @Test
  void aTornEndIsNamedAsOne() {
    Path last =
        disk.list(log.directory()).stream()
            .filter(it -> it.toString().endsWith(".log"))
            .toList()
            .getLast();
    try (DiskFile file = disk.open(last)) {
      file.truncate(file.size() - 3);
    }
    assertThat(verify()).isFalse();
    assertThat(text.toString()).contains("a torn end, which a start cuts");
  }

  @Test
  void indexesAndSnapshotsAndCheckpointsAreChecked() {
    flip(file("00000000000000000000.index"), 7);
    flip(file("00000000000000000026.snapshot"), 20);
    flip(file("leader-epoch-checkpoint"), 0);
    assertThat(verify()).isFalse();
    assertThat(text.toString())
        .contains("00000000000000000000.index: no batch begins at position")
        .contains("00000000000000000026.snapshot: damaged")
        .contains("leader-epoch-checkpoint is damaged in line 1");
  }

  @Test
  void filesThatSayOtherThanTheBatchesDoAreNamed() {
    Path segment =
        disk.list(log.directory()).stream()
            .filter(it -> it.toString().endsWith(".txnindex"))
            .toList()
            .getLast();
    flip(segment, 9);
    flip(file("00000000000000000000.timeindex"), 7);
    disk.writeAtomically(
        file("leader-epoch-checkpoint"), "0\n2\n0 0\n1 26\n".getBytes(StandardCharsets.UTF_8));
    disk.writeAtomically(
        fixture.directory.resolve("recovery-point-offset-checkpoint"),
        "0\n1\nt 0 27\n".getBytes(StandardCharsets.UTF_8));
    assertThat(verify()).isFalse();
    assertThat(text.toString())
        .contains("says that producer 13 aborted a transaction at offset 25, but there is no such")
        .containsPattern("timeindex: says time \\d+ for offset \\d+, but the batch there has \\d+")
        .contains("says that leader epoch 1 begins at offset 26, but offset 25 was written in it")
        .contains("says 27 of t-0, which ends at 26");
  }

  @Test
  void roomThatAServerLeftBehindTheEntriesOfAnIndexIsNoFault() {
    for (String name :
        new String[] {"00000000000000000000.index", "00000000000000000000.timeindex"}) {
      try (DiskFile file = disk.open(file(name))) {
        file.write(ByteBuffer.allocate(1200), file.size());
      }
    }
    assertThat(verify()).as(text.toString()).isTrue();
  }

  @Test
  void dumpShowsBatchesRecordsAndEntries() {
    assertThat(new LogDump(disk, true, out).print(log.directory())).isTrue();
    assertThat(text.toString())
        .contains("  offsets 2-3 position 103 bytes 103 records 2 codec gzip leaderEpoch 0")
        .contains("    offset 3 time 2023-11-14T22:13:20.002Z key null value \"w\"")
        .contains(" transactional control")
        .contains("producer 9 offsets 24-25 lastStableOffset 26")
        .contains("ProducerState[producerId=9");
  }

  @Test
  void statsCount() {
    new LogStatistics(disk, out).print(fixture.directory);
    assertThat(text.toString().lines().filter(it -> it.startsWith("t-0")).toList())
        .singleElement()
        .asString()
        .containsPattern(" 14 +26 .*\\{gzip=12, none=2}, 1 control");
  }
}

package io.jackdaw.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.disk.FakeDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.FakeClock;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EntryLogTest {
  private static final Path DIRECTORY = Path.of("/log");

  private FakeDisk disk = new FakeDisk(7);

  @BeforeEach
  void begin() {
    disk.createDirectories(DIRECTORY);
    disk.forceDirectory(Path.of("/"));
  }

  private EntryLog open() {
    return open(0, 0);
  }

  private EntryLog open(long index, long term) {
    return EntryLog.open(
        disk,
        DIRECTORY,
        new EntryLog.Settings(true, 1000, 500),
        new FakeClock(),
        new LogMetrics(),
        index,
        term);
  }

  private static Entry entry(long term, String text) {
    return new Entry(
        term, Entry.Kind.BATCH, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static void fill(EntryLog log, int count) {
    for (int i = 0; i < count; i++) {
      log.append(entry(1 + i / 10, "entry-" + i));
      if (i % 3 == 0) {
        log.sync();
      }
    }
    log.sync();
  }

  @Test
  void whatWasSyncedIsReadAgainAfterACrash() {
    fill(open(), 100);

    disk = disk.reboot();
    EntryLog log = open();

    assertThat(log.lastIndex()).isEqualTo(100);
    assertThat(log.lastTerm()).isEqualTo(10);
    for (int i = 0; i < 100; i++) {
      assertThat(log.entry(i + 1).payload()).isEqualTo(entry(1, "entry-" + i).payload());
      assertThat(log.termAt(i + 1)).isEqualTo(1 + i / 10);
    }
  }

  @Test
  void aTornTailIsCutAndWhatWasSyncedStays() {
    for (int seed = 0; seed < 200; seed++) {
      disk = new FakeDisk(seed);
      begin();
      EntryLog log = open();
      fill(log, 20);
      for (int i = 0; i < 5; i++) {
        log.append(entry(9, "never synced, and long enough for several sectors".repeat(20)));
      }
      disk.crashAfter(seed % 2);
      assertThatThrownBy(log::sync).isInstanceOf(StorageException.class);

      disk = disk.reboot();
      EntryLog again = open();

      assertThat(again.lastIndex()).isBetween(20L, 25L);
      again.append(entry(10, "after"));
      again.sync();
      assertThat(open().lastTerm()).isEqualTo(10);
    }
  }

  @Test
  void whatIsRemovedDoesNotComeBack() {
    EntryLog log = open();
    fill(log, 60);

    log.removeFrom(31);
    log.append(entry(77, "in its place"));
    log.sync();
    disk = disk.reboot();
    EntryLog again = open();

    assertThat(again.lastIndex()).isEqualTo(31);
    assertThat(again.termAt(31)).isEqualTo(77);
    assertThat(again.termAt(30)).isEqualTo(3);
  }

  @Test
  void aDamagedEntryThatWasSyncedIsNotTakenForATornEnd() {
    fill(open(), 8);
    Path segment = disk.list(DIRECTORY).getFirst();
    disk.flipBit(segment, EntryFormat.SEGMENT_BYTES + 40, 3);

    assertThatThrownBy(this::open)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("is damaged at byte 28");
  }

  @Test
  void wholeSegmentsBeforeASnapshotAreDroppedAndTheTermBeforeIsKnown() {
    EntryLog log = open();
    fill(log, 100);

    log.dropUpTo(50);

    assertThat(log.baseIndex()).isBetween(1L, 50L);
    assertThat(log.termAt(log.baseIndex())).isEqualTo(1 + (log.baseIndex() - 1) / 10);
    assertThat(open(50, 5).lastIndex()).isEqualTo(100);
    assertThatThrownBy(() -> open(0, 0)).hasMessageContaining("are missing");
  }

  @Test
  void aSnapshotFromElsewhereTakesThePlaceOfWhatWasNeverCommitted() {
    fill(open(), 20);

    EntryLog log = open(15, 99);

    assertThat(log.baseIndex()).isEqualTo(15);
    assertThat(log.lastIndex()).isEqualTo(15);
    assertThat(log.lastTerm()).isEqualTo(99);
  }

  @Test
  void anEntryIsLaidOutAsItsFormatSays() {
    EntryLog log = open();
    log.append(entry(2, "ab"));
    log.sync();

    byte[] file = disk.readFully(disk.list(DIRECTORY).getFirst());

    assertThat(HexFormat.of().formatHex(file, 0, 24))
        .isEqualTo("4a44524c" + "00000001" + "0000000000000001" + "0000000000000000");
    assertThat(HexFormat.of().formatHex(file, 28, 32)).isEqualTo("4a44454e");
    assertThat(HexFormat.of().formatHex(file, 36, 28 + 39))
        .isEqualTo(
            "0000000000000001"
                + "0000000000000000"
                + "0000000000000002"
                + "01"
                + "00000002"
                + "6162");
  }
}

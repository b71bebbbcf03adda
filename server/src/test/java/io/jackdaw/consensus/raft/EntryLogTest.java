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

  private static final long ENOUGH_MS = 2000;

  private final FakeClock clock = new FakeClock();
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
        new EntryLog.Settings(true, 1000, 500, 4000),
        clock,
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

  /** Appends entries until the disk, which has room for some bytes more, is found full. */
  private static long fillUp(EntryLog log) {
    long acknowledged = log.durableIndex();
    while (!log.isFull()) {
      acknowledged = log.durableIndex();
      log.append(entry(3, "a little more and a little more"));
      log.sync();
    }
    return acknowledged;
  }

  @Test
  void onAFullDiskEntriesStayInMemoryUntilThereIsRoom() {
    for (int seed = 0; seed < 100; seed++) {
      disk = new FakeDisk(seed);
      begin();
      EntryLog log = open();
      fill(log, 20);
      disk.limit(disk.usedBytes() + seed * 10L);
      long acknowledged = fillUp(log);
      assertThat(log.durableIndex()).isEqualTo(acknowledged);
      for (int i = 0; i < 30; i++) {
        log.append(entry(4, "of another leader"));
        log.sync();
      }
      assertThat(log.durableIndex()).isEqualTo(acknowledged);
      assertThat(log.entry(log.lastIndex()).payload()).hasSize(17);
      long last = log.lastIndex();

      disk.limit(Long.MAX_VALUE);
      clock.advance(ENOUGH_MS);
      log.sync();
      assertThat(log.isFull()).isFalse();
      assertThat(log.durableIndex()).isEqualTo(last);
      log.append(entry(5, "after"));
      log.sync();

      disk = disk.reboot();
      EntryLog again = open();
      assertThat(again.lastIndex()).isEqualTo(last + 1);
      assertThat(again.termAt(acknowledged)).isEqualTo(log.termAt(acknowledged));
      assertThat(again.termAt(last)).isEqualTo(4);
      assertThat(again.entry(last).payload()).hasSize(17);
    }
  }

  @Test
  void aCrashOnAFullDiskOrWhenThereIsRoomAgainLosesNothingThatWasSynced() {
    for (int seed = 0; seed < 300; seed++) {
      disk = new FakeDisk(seed);
      begin();
      EntryLog log = open();
      fill(log, 20);
      disk.limit(disk.usedBytes() + seed % 50 * 10L);
      long acknowledged = fillUp(log);
      if (seed % 2 == 0) {
        disk.limit(Long.MAX_VALUE);
        clock.advance(ENOUGH_MS);
        disk.crashAfter(seed % 7);
        try {
          log.sync();
          acknowledged = log.durableIndex();
        } catch (StorageException crashed) {
          assertThat(disk.hasCrashed()).isTrue();
        }
      }

      disk = disk.reboot();
      assertThat(open().lastIndex()).isGreaterThanOrEqualTo(acknowledged);
    }
  }

  @Test
  void anotherLeadersEntriesTakeThePlaceOfThoseInMemory() {
    EntryLog log = open();
    fill(log, 20);
    disk.limit(disk.usedBytes());
    long acknowledged = fillUp(log);
    log.append(entry(4, "never committed"));
    log.append(entry(4, "never committed either"));
    log.removeFrom(acknowledged + 2);
    log.append(entry(9, "in their place"));
    assertThat(log.termAt(acknowledged + 2)).isEqualTo(9);
    log.removeFrom(acknowledged);
    log.append(entry(10, "in the place of one that was synced"));
    assertThat(log.durableIndex()).isEqualTo(acknowledged - 1);

    disk.limit(Long.MAX_VALUE);
    clock.advance(ENOUGH_MS);
    log.sync();
    disk = disk.reboot();
    EntryLog again = open();
    assertThat(again.lastIndex()).isEqualTo(acknowledged);
    assertThat(again.lastTerm()).isEqualTo(10);
  }

  @Test
  void whatIsNotWrittenYetIsRemovedWithoutTheDisk() {
    EntryLog log = open();
    fill(log, 20);
    log.append(entry(4, "kept"));
    log.append(entry(4, "removed"));
    log.append(entry(4, "removed"));
    log.removeFrom(22);
    log.append(entry(5, "in their place"));
    log.sync();

    disk = disk.reboot();
    EntryLog again = open();
    assertThat(again.lastIndex()).isEqualTo(22);
    assertThat(again.termAt(21)).isEqualTo(4);
    assertThat(again.entry(22).payload()).hasSize(14);
  }

  @Test
  void aLogThatBeginsAnewOnAFullDiskHasNoFileUntilThereIsRoom() {
    EntryLog log = open();
    fill(log, 5);
    disk.limit(0);
    log.reset(50, 6);
    log.append(entry(7, "first"));
    log.sync();
    assertThat(log.isFull()).isTrue();
    assertThat(log.durableIndex()).isEqualTo(50);
    assertThat(log.entry(51).term()).isEqualTo(7);

    disk.limit(Long.MAX_VALUE);
    clock.advance(ENOUGH_MS);
    log.sync();
    disk = disk.reboot();
    EntryLog again = open(50, 6);
    assertThat(again.baseIndex()).isEqualTo(50);
    assertThat(again.lastIndex()).isEqualTo(51);
  }

  @Test
  void memoryIsNoPlaceForEverything() {
    EntryLog log = open();
    disk.limit(disk.usedBytes());
    fillUp(log);
    long first = log.lastIndex();
    while (!log.isStuffed()) {
      log.append(entry(4, "x".repeat(100)));
    }
    assertThat(log.lastIndex() - first).isBetween(20L, 40L);
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

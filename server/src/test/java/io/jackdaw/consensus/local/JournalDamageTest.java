package io.jackdaw.consensus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.FakeDisk;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a start makes of damaged files: a torn end is cut, everything else is refused. */
final class JournalDamageTest {
  private static final Path SEGMENT_1 = NamedFile.segment(Bench.DIRECTORY, 1).path();

  @Test
  void neverReadsAFlippedBitAsSomethingElse() {
    FakeDisk disk = new FakeDisk(1);
    Bench bench = new Bench(disk, Bench.smallConfig()).recover();
    bench.commit(List.of("a", "bb"), List.of("ccc"), List.of("dddd", "e"));
    List<String> all = List.copyOf(bench.machine().commands());
    List<String> withoutLastBatch = all.subList(0, 3);
    long lastBatchAt = endOf(disk, SEGMENT_1) - (Batch.HEADER_BYTES + 4 + 4 + 4 + 1);
    long end = endOf(disk, SEGMENT_1);

    for (long position = 0; position < end + 40; position++) {
      for (int bit = 0; bit < 8; bit++) {
        FakeDisk copy = copy(disk);
        copy.flipBit(SEGMENT_1, position, bit);
        Bench start = new Bench(copy, Bench.smallConfig());
        if (position < lastBatchAt) {
          assertThatThrownBy(start::recover)
              .as("bit %d at %d", bit, position)
              .isInstanceOf(StorageException.class)
              .hasMessageContaining(SEGMENT_1.toString());
        } else {
          start.recover();
          assertThat(start.machine().commands())
              .as("bit %d at %d", bit, position)
              .isEqualTo(position < end ? withoutLastBatch : all);
          assertThat(new Bench(copy, Bench.smallConfig()).recover().machine().commands())
              .isEqualTo(start.machine().commands());
        }
      }
    }
  }

  @Test
  void cutsTheEndAtAnyLength() {
    FakeDisk disk = new FakeDisk(1);
    Bench bench = new Bench(disk, Bench.smallConfig()).recover();
    bench.commit(List.of("a", "bb"), List.of("ccc"));
    List<String> all = List.copyOf(bench.machine().commands());
    long end = endOf(disk, SEGMENT_1);
    long second = end - (Batch.HEADER_BYTES + 4 + 3);

    for (long length = 0; length <= end; length++) {
      FakeDisk copy = copy(disk);
      try (DiskFile file = copy.open(SEGMENT_1)) {
        file.truncate(length);
      }
      Bench start = new Bench(copy, Bench.smallConfig()).recover();
      int left = length == end ? 3 : length >= second ? 2 : 0;
      assertThat(start.machine().commands()).isEqualTo(all.subList(0, left));
      start.commit(List.of("more"));
      assertThat(new Bench(copy, Bench.smallConfig()).recover().machine().commands())
          .isEqualTo(start.machine().commands())
          .hasSize(left + 1);
    }
  }

  @Test
  void saysWhereTheDamageIsAndWhatToDo() {
    FakeDisk disk = new FakeDisk(1);
    new Bench(disk, Bench.smallConfig()).recover().commit(List.of("a"), List.of("b"));
    disk.flipBit(SEGMENT_1, 30, 0);

    assertThatThrownBy(() -> new Bench(disk, Bench.smallConfig()).recover())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("journal-0000000000000001.log is damaged at position 24")
        .hasMessageContaining("index 2")
        .hasMessageContaining("Restore the file from a copy");
  }

  @Test
  void refusesADamagedEndWhenAnotherSegmentFollows() {
    FakeDisk disk = withSegments();
    List<NamedFile> segments = NamedFile.segments(disk, Bench.DIRECTORY);
    NamedFile middle = segments.get(1);
    disk.flipBit(middle.path(), endOf(disk, middle.path()) - 1, 3);

    assertThatThrownBy(() -> new Bench(disk, Bench.smallConfig()).recover())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(middle.path() + " is damaged");
  }

  @Test
  void refusesAMissingSegment() {
    FakeDisk disk = withSegments();
    List<NamedFile> segments = NamedFile.segments(disk, Bench.DIRECTORY);
    disk.delete(segments.get(1).path());

    assertThatThrownBy(() -> new Bench(disk, Bench.smallConfig()).recover())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("commands are missing");
  }

  @Test
  void refusesAFileThatANewerVersionWrote() {
    FakeDisk disk = new FakeDisk(1);
    new Bench(disk, Bench.smallConfig()).recover().commit(List.of("a"));
    try (DiskFile file = disk.open(SEGMENT_1)) {
      file.write(ByteBuffer.allocate(4).putInt(0, 2), 8);
    }

    assertThatThrownBy(() -> new Bench(disk, Bench.smallConfig()).recover())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("version 2");
  }

  @Test
  void fallsBackToAnOlderSnapshotWhenTheNewestIsDamaged() {
    FakeDisk disk = withTwoSnapshots();
    NamedFile newest = NamedFile.snapshots(disk, Bench.DIRECTORY).getLast();
    for (long position = 12; position < endOf(disk, newest.path()); position++) {
      FakeDisk copy = copy(disk);
      copy.flipBit(newest.path(), position, 2);

      Bench start = new Bench(copy, Bench.smallConfig()).recover();

      assertThat(start.machine().commands()).hasSize(3);
      assertThat(start.machine().restored()).isEqualTo(1);
      assertThat(start.snapshotIndex()).isEqualTo(1);
    }
  }

  @Test
  void replaysTheWholeJournalWhenEverySnapshotIsDamaged() {
    FakeDisk disk = withTwoSnapshots();
    for (NamedFile snapshot : NamedFile.snapshots(disk, Bench.DIRECTORY)) {
      disk.flipBit(snapshot.path(), 45, 2);
    }

    Bench start = new Bench(disk, Bench.smallConfig()).recover();

    assertThat(start.machine().commands()).hasSize(3);
    assertThat(start.machine().restored()).isZero();
  }

  @Test
  void refusesWhenTheJournalDoesNotCoverWhatADamagedSnapshotDid() {
    FakeDisk disk = withTwoSnapshots();
    List<NamedFile> snapshots = NamedFile.snapshots(disk, Bench.DIRECTORY);
    disk.flipBit(snapshots.getLast().path(), 45, 2);
    NamedFile.segments(disk, Bench.DIRECTORY).subList(0, 2).forEach(s -> disk.delete(s.path()));

    assertThatThrownBy(() -> new Bench(disk, Bench.smallConfig()).recover())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("the journal begins at");

    disk.delete(snapshots.getFirst().path());
    assertThatThrownBy(() -> new Bench(disk, Bench.smallConfig()).recover())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("No whole snapshot");
  }

  @Test
  void goesOnFromASnapshotAloneOnlyWhenToldTo() {
    FakeDisk disk = withTwoSnapshots();
    NamedFile.segments(disk, Bench.DIRECTORY).forEach(segment -> disk.delete(segment.path()));
    Path wanted = NamedFile.segment(Bench.DIRECTORY, 3).path();

    assertThatThrownBy(() -> new Bench(disk, Bench.smallConfig()).recover())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("create the empty file " + wanted);

    disk.open(wanted).close();
    Bench start = new Bench(disk, Bench.smallConfig()).recover();
    assertThat(start.machine().commands()).hasSize(2);
    start.commit(List.of("more"));
    assertThat(new Bench(disk, Bench.smallConfig()).recover().machine().commands()).hasSize(3);
  }

  @Test
  void clearsAwayASnapshotThatWasNotFinished() {
    FakeDisk disk = withTwoSnapshots();
    Path unfinished = Bench.DIRECTORY.resolve("snapshot-0000000000000003.snap.tmp");
    disk.open(unfinished).close();

    new Bench(disk, Bench.smallConfig()).recover();

    assertThat(disk.exists(unfinished)).isFalse();
  }

  private static FakeDisk withTwoSnapshots() {
    FakeDisk disk = new FakeDisk(1);
    Bench bench = new Bench(disk, Bench.smallConfig()).recover();
    bench.commit(List.of("a"));
    bench.takeSnapshot();
    bench.commit(List.of("b"));
    bench.takeSnapshot();
    bench.commit(List.of("c"));
    return disk;
  }

  private static FakeDisk withSegments() {
    FakeDisk disk = new FakeDisk(1);
    Bench bench = new Bench(disk, Bench.smallConfig()).recover();
    IntStream.range(0, 10).forEach(i -> bench.commit(List.of("x".repeat(1000) + i)));
    assertThat(NamedFile.segments(disk, Bench.DIRECTORY)).hasSizeGreaterThan(2);
    return disk;
  }

  private static long endOf(FakeDisk disk, Path path) {
    if (path.toString().endsWith(".snap")) {
      try (DiskFile file = disk.openReadOnly(path)) {
        return file.size();
      }
    }
    NamedFile segment =
        NamedFile.segments(disk, Bench.DIRECTORY).stream()
            .filter(file -> file.path().equals(path))
            .findFirst()
            .orElseThrow();
    try (SegmentReader reader = new SegmentReader(disk, segment)) {
      while (reader.next() != null) {
        // Only the end matters.
      }
      return reader.position();
    }
  }

  private static FakeDisk copy(FakeDisk disk) {
    FakeDisk copy = new FakeDisk(2);
    copy.createDirectories(Bench.DIRECTORY);
    for (Path path : disk.list(Bench.DIRECTORY)) {
      try (DiskFile file = copy.open(path)) {
        file.write(ByteBuffer.wrap(disk.readFully(path)), 0);
        file.force();
      }
    }
    return copy;
  }
}

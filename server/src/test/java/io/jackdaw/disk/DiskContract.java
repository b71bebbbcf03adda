package io.jackdaw.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every disk does, the machine's own and those of the tests. */
abstract class DiskContract {
  private Disk disk;
  private Path root;

  /** The disk under test. */
  abstract Disk disk();

  /** An existing, empty directory on it. */
  abstract Path root();

  @BeforeEach
  void begin() {
    disk = disk();
    root = root();
    disk.createDirectories(root);
  }

  @Test
  void readsBackWhatWasWritten() {
    try (DiskFile file = disk.open(root.resolve("a"))) {
      file.write(bytes("hello"), 0);
      file.write(bytes("HE"), 0);
      file.force();
      assertThat(file.size()).isEqualTo(5);
      assertThat(text(file, 0, 5)).isEqualTo("HEllo");
    }
    assertThat(disk.readFully(root.resolve("a"))).isEqualTo("HEllo".getBytes(UTF_8));
  }

  @Test
  void readsZerosInAGap() {
    try (DiskFile file = disk.open(root.resolve("a"))) {
      file.write(bytes("x"), 3);
      assertThat(text(file, 0, 4)).isEqualTo("\0\0\0x");
    }
  }

  @Test
  void readsLessAtTheEndAndNothingBehindIt() {
    try (DiskFile file = disk.open(root.resolve("a"))) {
      file.write(bytes("hello"), 0);
      ByteBuffer into = ByteBuffer.allocate(10);
      assertThat(file.read(into, 2)).isEqualTo(3);
      assertThat(into.position()).isEqualTo(3);
      assertThat(file.read(into, 5)).isZero();
      assertThat(file.read(into, 50)).isZero();
    }
  }

  @Test
  void readsAndWritesFromTheBuffersPosition() {
    try (DiskFile file = disk.open(root.resolve("a"))) {
      file.write(bytes("..hello").position(2), 0);
      ByteBuffer into = ByteBuffer.allocate(6).position(1).limit(4);
      assertThat(file.read(into, 0)).isEqualTo(3);
      assertThat(new String(into.array(), UTF_8)).isEqualTo("\0hel\0\0");
    }
  }

  @Test
  void crossesTheBordersOfLargeFiles() {
    try (DiskFile file = disk.open(root.resolve("a"))) {
      byte[] large = new byte[300_000];
      for (int i = 0; i < large.length; i++) {
        large[i] = (byte) ((i * 31) >> 3);
      }
      file.write(ByteBuffer.wrap(large), 7);
      ByteBuffer into = ByteBuffer.allocate(large.length);
      assertThat(file.read(into, 7)).isEqualTo(large.length);
      assertThat(into.array()).isEqualTo(large);
    }
  }

  @Test
  void truncatesButNeverGrows() {
    try (DiskFile file = disk.open(root.resolve("a"))) {
      file.write(bytes("hello"), 0);
      file.truncate(9);
      assertThat(file.size()).isEqualTo(5);
      file.truncate(2);
      file.write(bytes("!"), 4);
      assertThat(text(file, 0, 5)).isEqualTo("he\0\0!");
    }
  }

  @Test
  void opensTheSameFileAgain() {
    try (DiskFile one = disk.open(root.resolve("a"));
        DiskFile two = disk.openReadOnly(root.resolve("a"))) {
      one.write(bytes("hello"), 0);
      assertThat(text(two, 0, 5)).isEqualTo("hello");
    }
  }

  @Test
  void refusesToReadAMissingFile() {
    assertThatThrownBy(() -> disk.openReadOnly(root.resolve("missing")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("missing");
    assertThat(disk.exists(root.resolve("missing"))).isFalse();
  }

  @Test
  void refusesToMakeAFileInAMissingDirectory() {
    assertThatThrownBy(() -> disk.open(root.resolve("missing").resolve("a")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void listsNamesSortedAndOnlyOneLevel() {
    disk.createDirectories(root.resolve("b").resolve("inner"));
    write("c", "");
    write("a", "");

    assertThat(disk.list(root))
        .containsExactly(root.resolve("a"), root.resolve("b"), root.resolve("c"));
    assertThat(disk.list(root.resolve("missing"))).isEmpty();
  }

  @Test
  void deletesFilesAndEmptyDirectoriesOnly() {
    write("a", "x");
    disk.createDirectories(root.resolve("d"));
    write("d/inside", "x");

    disk.delete(root.resolve("a"));
    disk.delete(root.resolve("missing"));
    assertThatThrownBy(() -> disk.delete(root.resolve("d"))).isInstanceOf(StorageException.class);
    assertThat(disk.list(root)).containsExactly(root.resolve("d"));

    disk.deleteRecursively(root.resolve("d"));
    disk.deleteRecursively(root.resolve("missing"));
    assertThat(disk.list(root)).isEmpty();
  }

  @Test
  void movesOverWhatIsThere() {
    write("from", "new");
    write("to", "old");

    disk.move(root.resolve("from"), root.resolve("to"));

    assertThat(disk.list(root)).containsExactly(root.resolve("to"));
    assertThat(disk.readFully(root.resolve("to"))).isEqualTo("new".getBytes(UTF_8));
  }

  @Test
  void movesDirectoriesWithAllTheyHold() {
    disk.createDirectories(root.resolve("d").resolve("e"));
    write("d/e/file", "x");

    disk.move(root.resolve("d"), root.resolve("moved"));

    assertThat(disk.exists(root.resolve("d"))).isFalse();
    assertThat(disk.readFully(root.resolve("moved/e/file"))).isEqualTo("x".getBytes(UTF_8));
  }

  @Test
  void refusesToMoveWhatIsMissing() {
    assertThatThrownBy(() -> disk.move(root.resolve("missing"), root.resolve("to")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void replacesASmallFileInOneStep() {
    disk.writeAtomically(root.resolve("a"), "a long first version".getBytes(UTF_8));
    disk.writeAtomically(root.resolve("a"), "second".getBytes(UTF_8));

    assertThat(disk.readFully(root.resolve("a"))).isEqualTo("second".getBytes(UTF_8));
    assertThat(disk.list(root)).containsExactly(root.resolve("a"));
  }

  @Test
  void locksADirectoryForOne() {
    Disk.AutoCloseableLock lock = disk.lock(root);
    assertThatThrownBy(() -> disk.lock(root))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("in use");

    lock.close();
    disk.lock(root).close();
  }

  @Test
  void tellsItsSpace() {
    Disk.Space space = disk.space(root);

    assertThat(space.totalBytes()).isPositive();
    assertThat(space.usableBytes()).isBetween(0L, space.totalBytes());
    disk.forceDirectory(root);
  }

  private void write(String name, String content) {
    try (DiskFile file = disk.open(root.resolve(name))) {
      file.write(bytes(content), 0);
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static String text(DiskFile file, long position, int count) {
    ByteBuffer into = ByteBuffer.allocate(count);
    file.read(into, position);
    return new String(into.array(), UTF_8);
  }

  @Test
  void aFileThatRestsIsReadWrittenAndForcedAsBefore() {
    Path path = root.resolve("resting");
    try (DiskFile file = disk.open(path)) {
      file.write(ByteBuffer.wrap("one".getBytes(UTF_8)), 0);
      file.rest();
      file.rest();
      file.write(ByteBuffer.wrap("two".getBytes(UTF_8)), 3);
      file.rest();
      assertThat(file.size()).isEqualTo(6);
      file.rest();
      file.force();
      file.rest();
      file.truncate(5);
      file.rest();
      ByteBuffer read = ByteBuffer.allocate(10);
      assertThat(file.read(read, 0)).isEqualTo(5);
      assertThat(new String(read.array(), 0, 5, UTF_8)).isEqualTo("onetw");
    }
  }

  @Test
  void whatIsReplacedIsThereWhole() {
    disk.replace(root.resolve("b"), "a long first version".getBytes(UTF_8));
    disk.replace(root.resolve("b"), "second".getBytes(UTF_8));
    assertThat(new String(disk.readFully(root.resolve("b")), UTF_8)).isEqualTo("second");
  }
}

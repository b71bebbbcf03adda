package io.jackdaw.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FakeDiskTest extends DiskContract {
  private static final Path PARENT = Path.of("/fake");
  private static final Path ROOT = PARENT.resolve("root");
  private static final Path FILE = ROOT.resolve("file");
  private static final int SEEDS = 200;

  @Override
  Disk disk() {
    return new FakeDisk(1);
  }

  @Override
  Path root() {
    return ROOT;
  }

  @Test
  void keepsWhatWasForcedThroughACrash() {
    for (int seed = 0; seed < SEEDS; seed++) {
      FakeDisk disk = withForcedFile(seed, "forced");
      disk.crash();
      assertThat(contentAfter(disk)).isEqualTo("forced");
    }
  }

  @Test
  void losesKeepsOrTearsWhatWasNotForced() {
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      FakeDisk disk = withForcedFile(seed, "");
      disk.open(FILE).write(ByteBuffer.wrap("torn".getBytes(UTF_8)), 0);
      seen.add(contentAfter(disk));
    }
    assertThat(seen).contains("", "t", "to", "tor", "torn").hasSize(5);
  }

  @Test
  void mayLoseANameWhoseDirectoryWasNotForced() {
    Set<Boolean> seen = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      FakeDisk disk = withForcedFile(seed, "");
      disk.open(ROOT.resolve("other")).force();
      seen.add(disk.reboot().exists(ROOT.resolve("other")));
    }
    assertThat(seen).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void neverSplitsAMove() {
    for (int seed = 0; seed < SEEDS; seed++) {
      FakeDisk disk = withForcedFile(seed, "old");
      disk.crashAfter(seed % 8);
      try {
        disk.writeAtomically(FILE, "new".getBytes(UTF_8));
      } catch (CrashedException expected) {
        assertThat(disk.hasCrashed()).isTrue();
      }
      assertThat(contentAfter(disk)).isIn("old", "new");
    }
  }

  @Test
  void answersNothingAfterACrash() {
    FakeDisk disk = withForcedFile(1, "x");
    disk.crashAfter(0);
    DiskFile file = disk.open(FILE);

    assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), 0))
        .isInstanceOf(CrashedException.class);
    assertThatThrownBy(file::size).isInstanceOf(CrashedException.class);
    assertThatThrownBy(() -> disk.list(ROOT)).isInstanceOf(CrashedException.class);
  }

  @Test
  void cannotBeTrustedAfterAFailedForceEvenIfTheNextSucceeds() {
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      FakeDisk disk = withForcedFile(seed, "");
      DiskFile file = disk.open(FILE);
      disk.failForceAfter(0);
      file.write(ByteBuffer.wrap("lost".getBytes(UTF_8)), 0);
      assertThatThrownBy(file::force).isInstanceOf(StorageException.class);
      file.force();
      seen.add(contentAfter(disk));
    }
    assertThat(seen).containsExactlyInAnyOrder("", "lost");
  }

  @Test
  void fillsUp() {
    FakeDisk disk = withForcedFile(1, "1234");
    disk.limit(5);
    DiskFile file = disk.open(FILE);

    file.write(ByteBuffer.allocate(5), 0);
    assertThatThrownBy(() -> file.write(ByteBuffer.allocate(2), 4))
        .isInstanceOf(DiskFullException.class)
        .hasMessageContaining("No space left");
    assertThat(disk.space(ROOT)).isEqualTo(new Disk.Space(0, 5));
  }

  private static FakeDisk withForcedFile(long seed, String content) {
    FakeDisk disk = new FakeDisk(seed);
    disk.createDirectories(ROOT);
    disk.forceDirectory(Path.of("/"));
    disk.forceDirectory(PARENT);
    DiskFile file = disk.open(FILE);
    file.write(ByteBuffer.wrap(content.getBytes(UTF_8)), 0);
    file.force();
    disk.forceDirectory(ROOT);
    return disk;
  }

  private static String contentAfter(FakeDisk disk) {
    return new String(disk.reboot().readFully(FILE), UTF_8);
  }
}

package io.jackdaw.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalDiskTest extends DiskContract {
  @TempDir Path directory;

  @Override
  Disk disk() {
    return new LocalDisk();
  }

  @Override
  Path root() {
    return directory.resolve("root");
  }

  @Test
  void knowsThatWhatWasJustWrittenIsInMemory() {
    try (DiskFile file = disk().open(directory.resolve("written"))) {
      file.write(ByteBuffer.allocate(3 * 4096), 0);

      assertThat(file.isCached(0, 3 * 4096)).isTrue();
      assertThat(file.isCached(4097, 10)).isTrue();
    }
  }
}

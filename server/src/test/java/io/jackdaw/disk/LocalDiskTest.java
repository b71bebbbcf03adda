package io.jackdaw.disk;

import java.nio.file.Path;
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
}

package io.jackdaw.disk;

import java.nio.file.Path;

final class MemoryDiskTest extends DiskContract {
  @Override
  Disk disk() {
    return new MemoryDisk();
  }

  @Override
  Path root() {
    return Path.of("/memory/root");
  }
}

package io.jackdaw.compat.torture;

import io.jackdaw.compat.rig.Places;
import java.nio.file.Path;
import org.opentest4j.TestAbortedException;

/**
 * A disk whose writes can be made to fail: an ext4 of its own on an image that is larger than the
 * memory below it. The kernel takes what is written there, and finds out only when it writes it
 * back that there is no place for it: then a sync fails.
 */
final class FailingDisk implements AutoCloseable {
  private static final int MEMORY_MIB = 48;

  private final SmallFileSystem memory;
  private final Path root;

  private FailingDisk(SmallFileSystem memory, Path root) {
    this.memory = memory;
    this.root = root;
  }

  /**
   * Mounts it.
   *
   * @throws TestAbortedException where that is not permitted: it takes root and a loop device
   */
  static FailingDisk mount() {
    SmallFileSystem memory = SmallFileSystem.mount(MEMORY_MIB);
    Path image = memory.root().resolve("image");
    Path root = Places.freshFolder("failing-disk");
    boolean mounted =
        succeeds("truncate", "-s", "256M", image)
            && succeeds("mkfs.ext4", "-q", "-F", "-O", "^has_journal", image)
            && succeeds("mount", "-o", "loop,errors=continue", image, root);
    if (!mounted) {
      memory.close();
      throw new TestAbortedException("no disk that fails can be mounted here");
    }
    return new FailingDisk(memory, root);
  }

  private static boolean succeeds(Object... command) {
    return SmallFileSystem.run(command).exitCode() == 0;
  }

  Path root() {
    return root;
  }

  /** From now on nothing new can be made durable. */
  void fail() {
    memory.fill();
  }

  /** What is written from now on can be. */
  void heal() {
    memory.free();
  }

  @Override
  public void close() {
    SmallFileSystem.run("umount", root);
    memory.close();
  }
}

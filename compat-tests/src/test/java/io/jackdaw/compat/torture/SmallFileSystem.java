package io.jackdaw.compat.torture;

import io.jackdaw.compat.rig.ExternalProcess;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.Places;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** A file system in memory of a few megabytes, mounted for one test, which can be filled. */
final class SmallFileSystem implements AutoCloseable {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final Path root;
  private final Path filler;

  private SmallFileSystem(Path root) {
    this.root = root;
    this.filler = root.resolve("filler");
  }

  /**
   * Mounts it.
   *
   * @throws TestAbortedException where mounting is not permitted: that takes root
   */
  static SmallFileSystem mount(int mebibytes) {
    SmallFileSystem mounted = mountIfAllowed(mebibytes);
    if (mounted == null) {
      throw new TestAbortedException("no small file system can be mounted here");
    }
    return mounted;
  }

  /** The same; null where mounting is not permitted. */
  static @Nullable SmallFileSystem mountIfAllowed(int mebibytes) {
    Path root = Places.freshFolder("small-disk");
    Outcome outcome =
        run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "jackdaw-test", root);
    return outcome.exitCode() == 0 ? new SmallFileSystem(root) : null;
  }

  Path root() {
    return root;
  }

  /** Takes all the space that is left. */
  void fill() {
    byte[] chunk = new byte[CHUNK_BYTES];
    try (var out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(chunk);
      }
    } catch (IOException full) {
      // What fits is written.
    }
  }

  /** Gives back what {@link #fill} took. */
  void free() {
    try {
      Files.delete(filler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    run("umount", root);
  }

  static Outcome run(Object... command) {
    return ExternalProcess.start(
            command[0].toString(),
            Places.target(),
            Map.of(),
            List.of(command).stream().map(Object::toString).toList())
        .await(Duration.ofSeconds(20));
  }
}

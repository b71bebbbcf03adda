package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the rig finds and leaves things: the folders that Maven named, and free ports. */
public final class Places {
  private static final AtomicInteger NEXT = new AtomicInteger();

  private Places() {}

  /** The distribution as the server module packages it. */
  public static Path distribution() {
    return named("jackdaw.compat.distribution");
  }

  /** The module with the example programs. */
  public static Path examples() {
    return named("jackdaw.compat.examples");
  }

  /** The folder in which each set of other people's tools has its own POM and class path. */
  public static Path tools() {
    return named("jackdaw.compat.tools");
  }

  /** The only folder into which the tests write. */
  public static Path target() {
    return named("jackdaw.compat.target");
  }

  /** A new empty folder whose name begins with {@code name}; kept after the test, for reading. */
  public static Path freshFolder(String name) {
    try {
      Path parent = Files.createDirectories(target().resolve("runs"));
      return Files.createTempDirectory(parent, name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A path for one process's output: numbered in the order of starting. */
  static Path outputFile(String name) {
    try {
      Path parent = Files.createDirectories(target().resolve("output"));
      return parent.resolve("%04d-%s".formatted(NEXT.incrementAndGet(), name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A port of the loopback address on which nobody listened a moment ago. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path named(String property) {
    String value = System.getProperty(property);
    if (value == null) {
      throw new IllegalStateException(property + " is not set: run the tests through Maven");
    }
    return Path.of(value).toAbsolutePath().normalize();
  }
}

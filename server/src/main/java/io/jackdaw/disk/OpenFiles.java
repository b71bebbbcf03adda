package io.jackdaw.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many files of a disk are open, against what the system allows this process.
 *
 * <p>Any thread.
 */
final class OpenFiles {
  private static final int NEVER_TOO_MANY = 256;
  private static final int USUAL_LIMIT = 4096;
  private static final Path LIMITS = Path.of("/proc/self/limits");

  private final AtomicInteger count = new AtomicInteger();
  private volatile int most;
  private volatile Runnable relief = () -> {};

  /**
   * @param most above which some should be put to rest; 0 for three quarters of what the system
   *     allows, sockets included
   */
  OpenFiles(int most) {
    this.most = most;
  }

  void onTooMany(Runnable newRelief) {
    relief = newRelief;
  }

  void opened() {
    if (count.incrementAndGet() > NEVER_TOO_MANY || most > 0) {
      if (count.get() > most()) {
        relief.run();
      }
    }
  }

  void closed() {
    count.decrementAndGet();
  }

  int count() {
    return count.get();
  }

  /** Whether it would be well to close some more: there is room for as many again then. */
  boolean areMany() {
    return count.get() > most() / 2;
  }

  private int most() {
    if (most == 0) {
      most = allowed() / 4 * 3;
    }
    return most;
  }

  private static int allowed() {
    try {
      return Files.readAllLines(LIMITS).stream()
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> line.substring("Max open files".length()).strip().split(" +")[0])
          .mapToInt(soft -> soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft))
          .findFirst()
          .orElse(USUAL_LIMIT);
    } catch (IOException | NumberFormatException notLinux) {
      return USUAL_LIMIT;
    }
  }
}

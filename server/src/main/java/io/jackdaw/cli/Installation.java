package io.jackdaw.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder this program was unpacked or checked out to, as the launcher says. */
record Installation(Path home) {
  static Installation current() {
    return new Installation(
        Path.of(System.getProperty("jackdaw.home", ".")).toAbsolutePath().normalize());
  }

  Path config(String name) {
    return home.resolve("config").resolve(name);
  }

  /** Where a broker alone keeps its records unless {@code log.dirs} says otherwise. */
  Path records() {
    Path parent = Files.isWritable(home) ? home : Path.of(System.getProperty("user.home"));
    return parent.resolve("kafka-logs");
  }

  /**
   * Where daemons write: the directory in the environment variable, else {@code logs} here, else
   * {@code fallback}.
   */
  Path logs(String variable, Path fallback) {
    String chosen = System.getenv(variable);
    if (chosen != null && !chosen.isEmpty()) {
      return Path.of(chosen);
    }
    return Files.isWritable(home) ? home.resolve("logs") : fallback;
  }
}

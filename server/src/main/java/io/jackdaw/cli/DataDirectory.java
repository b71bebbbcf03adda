package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Where {@code jackdaw start} keeps everything, and the two small files in it that tell other
 * commands about the running process: {@code jackdaw.pid} with its process id, and {@code
 * jackdaw.listening}, written when both protocols answer.
 */
record DataDirectory(Path path) {
  /** Default: {@code $JACKDAW_DATA}, else {@code .jackdaw} in the user's home directory. */
  static DataDirectory of(Path chosen) {
    if (!chosen.toString().isEmpty()) {
      return new DataDirectory(chosen.toAbsolutePath().normalize());
    }
    String fromEnvironment = System.getenv("JACKDAW_DATA");
    return new DataDirectory(
        fromEnvironment == null || fromEnvironment.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".jackdaw").toAbsolutePath()
            : Path.of(fromEnvironment).toAbsolutePath().normalize());
  }

  PidFile pidFile() {
    return new PidFile(path.resolve("jackdaw.pid"));
  }

  Path listeningFile() {
    return path.resolve("jackdaw.listening");
  }

  Path logs() {
    return path.resolve("logs");
  }

  void create() {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new Failure(
          "cannot create " + path + ": " + e.getMessage(),
          "Choose another place with --data DIR.",
          e);
    }
  }

  /** What the running process said about itself, if it is running. */
  Optional<Properties> listening() {
    Optional<ProcessHandle> process = pidFile().process();
    if (process.isEmpty() || !Files.exists(listeningFile())) {
      return Optional.empty();
    }
    Properties said = ReadyFile.read(listeningFile());
    boolean own = said.getProperty("pid", "").equals(Long.toString(process.get().pid()));
    return own ? Optional.of(said) : Optional.empty();
  }
}

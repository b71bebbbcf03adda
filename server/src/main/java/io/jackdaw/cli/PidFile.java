package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A file that holds a process id, as {@code kill $(cat FILE)} expects it. */
record PidFile(Path path) {
  private static final long STOP_PATIENCE_S = 60;

  /**
   * The living process it names; empty if there is no file, no such process, or the id belongs to
   * something else now.
   */
  Optional<ProcessHandle> process() {
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(path).strip()))
          .filter(ProcessHandle::isAlive)
          .filter(PidFile::ours);
    } catch (IOException | NumberFormatException none) {
      return Optional.empty();
    }
  }

  /** Process ids are used again: only believe a Java process, where the system tells. */
  private static boolean ours(ProcessHandle process) {
    return process.info().command().map(command -> command.contains("java")).orElse(false);
  }

  void write(long pid) {
    try {
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(path, Long.toString(pid));
    } catch (IOException e) {
      throw new Failure("cannot write " + path + ": " + e.getMessage(), "", e);
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException stays) {
      // Harmless: the next reader finds that the process is gone.
      return;
    }
  }

  /** Asks a process to end (SIGTERM) and waits until it has. */
  static void stop(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(STOP_PATIENCE_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new Failure(
          "process " + process.pid() + " did not end within " + STOP_PATIENCE_S + " seconds",
          "Look at its log; `kill -9 "
              + process.pid()
              + "` ends it without harm to acknowledged data.",
          e);
    }
  }
}

package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * Starts a server as a process of its own that outlives this one, through the same launcher, and
 * waits until it is ready. The launcher detaches the child from the terminal when {@code
 * JACKDAW_DETACH} is set.
 */
final class Daemon {
  private static final long READY_PATIENCE_MS = 60_000;
  private static final long LOOK_AGAIN_MS = 25;
  private static final int LINES_SHOWN = 12;

  private final Path output;
  private final Path readyFile;

  /**
   * @param output file that takes the child's standard output and error
   * @param readyFile file that the child writes when it is ready
   */
  Daemon(Path output, Path readyFile) {
    this.output = output.toAbsolutePath();
    this.readyFile = readyFile.toAbsolutePath();
  }

  /** Blocks until the child is ready; fails with the end of its output if it dies first. */
  Properties start(List<String> args) {
    List<String> command = new ArrayList<>(launcher());
    command.addAll(args);
    try {
      Path parent = output.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.deleteIfExists(readyFile);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .redirectErrorStream(true);
      builder.environment().put("JACKDAW_DETACH", "1");
      builder.environment().put(Foreground.READY_FILE, readyFile.toString());
      return await(builder.start());
    } catch (IOException e) {
      throw new Failure("cannot start a process: " + e.getMessage(), "", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted while starting", "", e);
    }
  }

  private Properties await(Process child) throws IOException, InterruptedException {
    Clock clock = Clock.system();
    long deadlineMs = clock.monotonicMs() + READY_PATIENCE_MS;
    while (!Files.exists(readyFile)) {
      if (child.waitFor(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS)) {
        throw new Failure(
            "the server ended while starting:\n" + lastLines(),
            "All of its output is in " + output + ".");
      }
      if (clock.monotonicMs() > deadlineMs) {
        throw new Failure(
            "the server is not ready after a minute", "Its output is in " + output + ".");
      }
    }
    return ReadyFile.read(readyFile);
  }

  private String lastLines() throws IOException {
    List<String> lines = Files.readAllLines(output);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
  }

  private static List<String> launcher() {
    String launcher = System.getProperty("jackdaw.launcher");
    if (launcher == null) {
      throw new Failure("a daemon can only be started through bin/jackdaw", "");
    }
    return List.of(launcher);
  }
}

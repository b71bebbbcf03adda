package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A running process whose output goes to files: standard output to {@code NNNN-name.out}, errors to
 * {@code NNNN-name.err}.
 *
 * <p>Closing kills it and its descendants. Processes still alive when this JVM exits are killed
 * then.
 */
public final class ExternalProcess implements AutoCloseable {
  private static final Set<ExternalProcess> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALIVE.forEach(ExternalProcess::close), "kill-started"));
  }

  private final List<String> command;
  private final Process process;
  private final Path out;
  private final Path err;

  private ExternalProcess(List<String> command, Process process, Path out, Path err) {
    this.command = command;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts {@code command} in {@code folder}; {@code environment} is added to this JVM's own. */
  public static ExternalProcess start(
      String name, Path folder, Map<String, String> environment, List<String> command) {
    Path output = Places.outputFile(name);
    Path out = output.resolveSibling(output.getFileName() + ".out");
    Path err = output.resolveSibling(output.getFileName() + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    try {
      ExternalProcess started = new ExternalProcess(command, builder.start(), out, err);
      ALIVE.add(started);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes {@code input} to the process and closes its standard input. */
  public void feed(String input) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading everything; its exit code says whether that was right.
    }
  }

  /** Waits until the process has ended; kills it and fails when that takes longer. */
  public Outcome await(Duration timeout) {
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        close();
        throw new AssertionError("still running after " + timeout + ": " + outcome(-1));
      }
      ALIVE.remove(this);
      return outcome(process.exitValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new AssertionError("interrupted while waiting for " + command, e);
    }
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** What it has written to standard output so far. */
  public String output() {
    return read(out);
  }

  /** What it has written to standard output and to standard error so far. */
  public String everything() {
    return read(out) + read(err);
  }

  /** The process itself and all that it started, the youngest last. */
  public List<ProcessHandle> family() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  /** Sends {@code SIGname} to the process and all that it started, as far as they still run. */
  public void signal(String name) {
    for (ProcessHandle member : family()) {
      Outcome sent =
          start(
                  "kill-" + name,
                  Places.target(),
                  Map.of(),
                  List.of("kill", "-" + name, Long.toString(member.pid())))
              .await(Duration.ofSeconds(10));
      if (member.isAlive()) {
        sent.succeeded();
      }
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> family = family();
    family.forEach(ProcessHandle::destroyForcibly);
    try {
      for (ProcessHandle member : family) {
        member.onExit().get(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("cannot kill " + command, e);
    }
    ALIVE.remove(this);
  }

  private Outcome outcome(int exitCode) {
    return new Outcome(command, exitCode, read(out), read(err));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.jackdaw.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server under test: one process, watched through the kernel's accounting. */
final class ServerProcess implements AutoCloseable {
  private static final long TICKS_PER_SECOND = 100;
  private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

  private final Process process;
  private final Path log;
  private final long startedNs;

  private ServerProcess(Process process, Path log, long startedNs) {
    this.process = process;
    this.log = log;
    this.startedNs = startedNs;
  }

  static ServerProcess start(Path log, Map<String, String> environment, List<String> command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      long now = System.nanoTime();
      return new ServerProcess(builder.start(), log, now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long startedNs() {
    return startedNs;
  }

  /** Waits until something accepts connections on {@code port}. */
  void awaitPort(int port) throws InterruptedException {
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException notYet) {
        failIfDead();
        Thread.sleep(5);
      }
    }
  }

  void failIfDead() {
    if (!process.isAlive() || System.nanoTime() - startedNs > START_TIMEOUT_NS) {
      throw new IllegalStateException("the server did not come up; see " + log);
    }
  }

  /** CPU seconds used so far, by all its threads. */
  double cpuSeconds() {
    String stat = proc("stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (double) (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Resident memory now. */
  double residentMib() {
    return proc("status")
            .lines()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        / 1024.0;
  }

  private String proc(String name) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), name));
    } catch (IOException e) {
      throw new UncheckedIOException("process " + process.pid() + " is gone; see " + log, e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

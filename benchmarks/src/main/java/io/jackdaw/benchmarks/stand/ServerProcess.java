package io.jackdaw.benchmarks.stand;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server under test: one process, watched through the kernel's accounting. */
public final class ServerProcess implements AutoCloseable {
  private static final double TICKS_PER_SECOND = 100;
  private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(180);
  private static final Pattern HEAP_USED = Pattern.compile("(?m)^.*\\btotal\\b.*\\bused (\\d+)K");

  private final Process process;
  private final Path log;
  private final long startedNs;

  private ServerProcess(Process process, Path log, long startedNs) {
    this.process = process;
    this.log = log;
    this.startedNs = startedNs;
  }

  static ServerProcess start(Path log, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    long now = System.nanoTime();
    return new ServerProcess(builder.start(), log, now);
  }

  /** Milliseconds since the process was started. */
  public double sinceStartMs() {
    return (System.nanoTime() - startedNs) / 1e6;
  }

  /** Waits until the server listens on {@code port} and, if it is to be asked, serves. */
  void awaitServing(Protocol protocol, int port) throws InterruptedException {
    while (!serves(protocol, port)) {
      if (!process.isAlive() || System.nanoTime() - startedNs > START_TIMEOUT_NS) {
        throw new IllegalStateException("the server did not come up; see " + log);
      }
      Thread.sleep(5);
    }
  }

  /** A broker that listens keeps early requests; ZooKeeper may lose them, and says so in srvr. */
  private static boolean serves(Protocol protocol, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      if (protocol == Protocol.KAFKA) {
        return true;
      }
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
      byte[] said = socket.getInputStream().readAllBytes();
      return new String(said, StandardCharsets.US_ASCII).contains("Mode:");
    } catch (IOException notYet) {
      return false;
    }
  }

  /** CPU seconds used so far, by all its threads, in steps of 10 ms. */
  public double cpuSeconds() {
    String stat = proc("stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Resident memory now. */
  public double residentMib() {
    return proc("status")
            .lines()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        / 1024.0;
  }

  /** Files and sockets that it has open now. */
  public long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
      return files.count();
    }
  }

  /** What of the heap is in use right after a full collection. */
  public double heapUsedMib(Workplace place) throws IOException, InterruptedException {
    jcmd(place, "GC.run");
    String info = jcmd(place, "GC.heap_info");
    double kib =
        HEAP_USED.matcher(info).results().mapToLong(found -> Long.parseLong(found.group(1))).sum();
    if (kib == 0) {
      throw new IllegalStateException("cannot read: " + info);
    }
    return kib / 1024;
  }

  private String jcmd(Workplace place, String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(place.jdkProgram("jcmd"), Long.toString(process.pid()), command)
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IllegalStateException("jcmd " + command + ": " + said);
    }
    return said;
  }

  /** The options its JVM runs with. */
  List<String> jvmOptions() {
    return proc("cmdline").transform(line -> List.of(line.split("\0"))).stream()
        .skip(1)
        .takeWhile(argument -> argument.startsWith("-") && !argument.equals("-cp"))
        .filter(argument -> argument.startsWith("-X") || argument.equals("-server"))
        .toList();
  }

  private String proc(String name) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), name));
    } catch (IOException e) {
      throw new UncheckedIOException("process " + process.pid() + " is gone; see " + log, e);
    }
  }

  /** {@code kill -9}: nothing is flushed or closed. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Stops it as an operator would; returns when it is gone. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly().onExit().join();
      Thread.currentThread().interrupt();
    }
  }
}

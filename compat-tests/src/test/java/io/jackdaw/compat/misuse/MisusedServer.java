package io.jackdaw.compat.misuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server for a class of misuses, and a bystander who works on through all of them. What each
 * misuse cost is printed and written to {@code target/misuse-CLASS.json}: the bystander's p99
 * before, during and after it, and the server's resident memory.
 */
final class MisusedServer implements BeforeAllCallback, AfterAllCallback {
  /** A heap of 512 MB, as much direct memory, and the virtual machine itself. */
  private static final long MAX_RESIDENT_MB = 1_500;

  private static final Duration MAX_LATENCY = Duration.ofSeconds(10);
  private static final int ROUNDS_AFTER = 20;

  private final List<String> rows = new ArrayList<>();
  private @Nullable JackdawProcess server;
  private @Nullable Bystander bystander;

  /** Something unkind. */
  interface Misuse {
    void commit() throws Exception;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    JackdawProcess started =
        JackdawProcess.fresh(
            "misuse",
            Map.of(
                "coordination.maxClientCnxns", "0",
                "coordination.nio.sessionlessCnxnTimeout", "3000",
                "coordination.4lw.commands.whitelist", "*"));
    server = started;
    Bystander working = new Bystander(started);
    bystander = working;
    await().atMost(Duration.ofSeconds(60)).until(() -> working.rounds() > ROUNDS_AFTER);
  }

  JackdawProcess server() {
    return Objects.requireNonNull(server);
  }

  /** Does it, and measures what others notice. */
  void endures(String name, Misuse misuse) throws Exception {
    Bystander other = Objects.requireNonNull(bystander);
    int kafkaBefore = other.kafka().count();
    int zooKeeperBefore = other.zooKeeper().count();
    long start = System.nanoTime();
    misuse.commit();
    double seconds = (System.nanoTime() - start) / 1e9;
    int kafkaAfter = other.kafka().count();
    int zooKeeperAfter = other.zooKeeper().count();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                other.kafka().count() >= kafkaAfter + ROUNDS_AFTER
                    && other.zooKeeper().count() >= zooKeeperAfter + ROUNDS_AFTER);
    long resident = memoryMb("VmRSS:");
    long peak = memoryMb("VmHWM:");
    String row =
        String.format(
            Locale.ROOT,
            "{\"misuse\": \"%s\", \"seconds\": %.1f, \"kafkaP99Ms\": %s, \"zooKeeperP99Ms\": %s,"
                + " \"residentMb\": %d, \"peakMb\": %d}",
            name,
            seconds,
            p99s(other.kafka(), kafkaBefore, kafkaAfter),
            p99s(other.zooKeeper(), zooKeeperBefore, zooKeeperAfter),
            resident,
            peak);
    System.out.println(row);
    rows.add(row);
    assertThat(peak).as("resident memory of the server in MB").isLessThan(MAX_RESIDENT_MB);
    assertThat(server().log()).doesNotContain("OutOfMemoryError");
  }

  /** Before, during and after. */
  private static String p99s(Latencies latencies, int from, int to) {
    return String.format(
        Locale.ROOT,
        "[%.1f, %.1f, %.1f]",
        latencies.p99Ms(Math.max(0, from - 200), from),
        latencies.p99Ms(from, to + 1),
        latencies.p99Ms(to, latencies.count()));
  }

  /** A line of {@code /proc/PID/status}. */
  private long memoryMb(String key) throws IOException {
    long pid = Long.parseLong(Files.readString(server().data().resolve("jackdaw.pid")).trim());
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new AssertionError("no " + key + " of process " + pid);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (bystander == null || server == null) {
      return;
    }
    try {
      Files.writeString(
          Places.target()
              .resolve("misuse-" + context.getRequiredTestClass().getSimpleName() + ".json"),
          "[\n  " + String.join(",\n  ", rows) + "\n]\n");
      bystander.assertUndisturbed(MAX_LATENCY);
    } finally {
      server.close();
    }
  }
}

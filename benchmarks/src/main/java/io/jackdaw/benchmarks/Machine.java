package io.jackdaw.benchmarks;

import io.jackdaw.benchmarks.stand.Workplace;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the comparison ran on. */
final class Machine {
  private Machine() {}

  static Map<String, String> describe(Workplace place) throws IOException {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put(
        "processor",
        "%s, %d cores"
            .formatted(
                line("/proc/cpuinfo", "model name"), Runtime.getRuntime().availableProcessors()));
    machine.put("memory", line("/proc/meminfo", "MemTotal"));
    machine.put("kernel", Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
    FileStore disk = Files.getFileStore(place.root());
    machine.put(
        "disk", "%s, %s, %d GiB".formatted(disk.name(), disk.type(), disk.getTotalSpace() >> 30));
    machine.put("java, of all", Runtime.version().toString());
    machine.put(
        "jackdaw's AOT cache",
        Files.exists(place.distribution().resolve("libs/server.aot"))
            ? "in the distribution"
            : "missing: start is slower than in a release");
    return machine;
  }

  private static String line(String file, String key) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}

package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file with an offset for each log of a directory: {@code topic partition offset}. */
final class OffsetCheckpoint {
  static final String RECOVERY_POINTS = "recovery-point-offset-checkpoint";
  static final String LOG_START_OFFSETS = "log-start-offset-checkpoint";
  static final String HIGH_WATERMARKS = "replication-offset-checkpoint";
  static final String CLEANED = "cleaner-offset-checkpoint";

  private final Disk disk;
  private final Path path;
  private Map<LogName, Long> written = Map.of();

  OffsetCheckpoint(Disk disk, Path directory, String name) {
    this.disk = disk;
    this.path = directory.resolve(name);
  }

  Map<LogName, Long> read() {
    Map<LogName, Long> offsets = new HashMap<>();
    for (Entry entry : CheckpointText.read(disk, path, OffsetCheckpoint::parse)) {
      offsets.put(entry.log, entry.offset);
    }
    return offsets;
  }

  /** Replaces the file, durably, unless it says the same already. */
  synchronized void write(Map<LogName, Long> offsets) {
    if (offsets.equals(written) && disk.exists(path)) {
      return;
    }
    List<String> lines =
        offsets.entrySet().stream()
            .map(it -> it.getKey().topic() + " " + it.getKey().partition() + " " + it.getValue())
            .sorted()
            .toList();
    CheckpointText.write(disk, path, lines);
    written = Map.copyOf(offsets);
  }

  static @Nullable Entry parse(String[] fields) {
    if (fields.length != 3) {
      return null;
    }
    Optional<LogName> log = LogName.ofDirectory(fields[0] + "-" + fields[1]);
    long offset = Long.parseLong(fields[2]);
    return log.isPresent() && offset >= 0 ? new Entry(log.get(), offset) : null;
  }

  record Entry(LogName log, long offset) {}
}

package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's text format for small tables: a line with the version (0), a line with the number of
 * entries, and a line for each entry, its fields parted by blanks.
 */
final class CheckpointText {
  private static final String VERSION = "0";

  private CheckpointText() {}

  /** The entries, null for one that does not parse; an empty list if the file is missing. */
  static <T> List<T> read(Disk disk, Path path, Function<String[], @Nullable T> parse) {
    if (!disk.exists(path)) {
      return List.of();
    }
    List<String> lines = new String(disk.readFully(path), StandardCharsets.UTF_8).lines().toList();
    try {
      if (lines.size() < 2 || !lines.get(0).equals(VERSION)) {
        throw damaged(path, 1);
      }
      int count = Integer.parseInt(lines.get(1));
      if (lines.size() < count + 2) {
        throw damaged(path, lines.size());
      }
      List<T> entries = new java.util.ArrayList<>(count);
      for (int i = 2; i < count + 2; i++) {
        T entry = parse.apply(lines.get(i).split("\\s+"));
        if (entry == null) {
          throw damaged(path, i + 1);
        }
        entries.add(entry);
      }
      return entries;
    } catch (NumberFormatException notANumber) {
      throw damaged(path, 2);
    }
  }

  private static StorageException damaged(Path path, int line) {
    return new StorageException(
        path
            + " is damaged in line "
            + line
            + "; delete it and start again: its content is found anew from the log where possible");
  }

  /** Replaces the file; durable on return. */
  static void write(Disk disk, Path path, List<String> entries) {
    StringBuilder text = new StringBuilder();
    text.append(VERSION).append('\n').append(entries.size()).append('\n');
    entries.forEach(entry -> text.append(entry).append('\n'));
    disk.writeAtomically(path, text.toString().getBytes(StandardCharsets.UTF_8));
  }
}

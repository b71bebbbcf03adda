package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /**
   * The entries; an empty list if the file is missing.
   *
   * @param parse null, or a NumberFormatException, for a line that cannot be right
   * @throws StorageException naming file and line, if the file is damaged; the caller knows the
   *     remedy
   */
  static <T> List<T> read(Disk disk, Path path, Function<String[], @Nullable T> parse) {
    if (!disk.exists(path)) {
      return List.of();
    }
    List<String> lines = new String(disk.readFully(path), StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(VERSION)) {
      throw damaged(path, 1);
    }
    List<T> entries = new ArrayList<>();
    int line = 2;
    try {
      int count = Integer.parseInt(lines.size() < 2 ? "" : lines.get(1));
      for (line = 3; line <= lines.size(); line++) {
        T entry = parse.apply(lines.get(line - 1).split(" "));
        if (entry == null || entries.size() == count) {
          throw damaged(path, line);
        }
        entries.add(entry);
      }
      if (entries.size() != count) {
        throw damaged(path, line);
      }
      return entries;
    } catch (NumberFormatException notANumber) {
      throw damaged(path, line);
    }
  }

  private static StorageException damaged(Path path, int line) {
    return new StorageException(path + " is damaged in line " + line);
  }

  /** Replaces the file; durable on return. */
  static void write(Disk disk, Path path, List<String> entries) {
    disk.writeAtomically(path, text(entries));
  }

  /** Replaces the file; a crash of the machine may leave either text, or a damaged one. */
  static void replace(Disk disk, Path path, List<String> entries) {
    disk.replace(path, text(entries));
  }

  private static byte[] text(List<String> entries) {
    StringBuilder text = new StringBuilder();
    text.append(VERSION).append('\n').append(entries.size()).append('\n');
    entries.forEach(entry -> text.append(entry).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}

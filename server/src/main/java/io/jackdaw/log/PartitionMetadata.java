package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;

/** The file {@code partition.metadata}, which says which topic id a directory belongs to. */
final class PartitionMetadata {
  static final String FILE = "partition.metadata";
  private static final String KEY = "topic_id:";

  private PartitionMetadata() {}

  /** The zero id if there is no file. */
  static Uuid read(Disk disk, LogFiles files) {
    return files.has(FILE) ? read(disk, files.path(FILE)) : Uuid.ZERO_UUID;
  }

  /** The id in a file that is there. */
  static Uuid read(Disk disk, Path path) {
    String text = new String(disk.readFully(path), StandardCharsets.UTF_8);
    try {
      return text.lines()
          .filter(line -> line.startsWith(KEY))
          .map(line -> Uuid.fromString(line.substring(KEY.length()).trim()))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no topic id"));
    } catch (IllegalArgumentException damaged) {
      throw new StorageException(
          path + " is damaged (" + damaged.getMessage() + "); delete it and start again", damaged);
    }
  }

  /** Not durable before {@link #force}. */
  static void write(Disk disk, Path directory, Uuid topicId) {
    String text = "version: 0\n" + KEY + " " + topicId;
    disk.replace(directory.resolve(FILE), text.getBytes(StandardCharsets.UTF_8));
  }

  /** Makes what was written durable, but for the file's name. */
  static void force(Disk disk, Path directory) {
    try (DiskFile file = disk.open(directory.resolve(FILE))) {
      file.force();
    }
  }
}

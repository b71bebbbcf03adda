package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;

/** The file {@code partition.metadata}, which says which topic id a directory belongs to. */
final class PartitionMetadata {
  private static final String FILE = "partition.metadata";
  private static final String KEY = "topic_id:";

  private PartitionMetadata() {}

  /** The zero id if there is no file. */
  static Uuid read(Disk disk, Path directory) {
    Path path = directory.resolve(FILE);
    if (!disk.exists(path)) {
      return Uuid.ZERO_UUID;
    }
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

  /** Durable on return. */
  static void write(Disk disk, Path directory, Uuid topicId) {
    String text = "version: 0\n" + KEY + " " + topicId;
    disk.writeAtomically(directory.resolve(FILE), text.getBytes(StandardCharsets.UTF_8));
  }
}

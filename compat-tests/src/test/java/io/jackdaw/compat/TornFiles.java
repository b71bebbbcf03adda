package io.jackdaw.compat;

import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of partitions as a machine may leave them that stops in the middle of writing: the last
 * segment ends inside a batch, indexes, snapshots and leader epochs are cut or missing.
 */
final class TornFiles {
  private static final int MOST_BYTES = 40_000;
  private static final String EPOCHS = "leader-epoch-checkpoint";

  private final Path logs;
  private final List<String> partitions;

  /**
   * @param logs the log directory
   * @param partitions directories in it
   */
  TornFiles(Path logs, List<String> partitions) {
    this.logs = logs;
    this.partitions = partitions;
  }

  /** What these partitions have on disk, and what the log directory's own files say. */
  Map<Path, byte[]> content() throws IOException {
    Map<Path, byte[]> content = new TreeMap<>();
    for (Path file : files(logs)) {
      content.put(file, Files.readAllBytes(file));
    }
    for (String partition : partitions) {
      for (Path file : files(logs.resolve(partition))) {
        content.put(file, Files.readAllBytes(file));
      }
    }
    return content;
  }

  /** Makes the files what they were. */
  void restore(Map<Path, byte[]> content) throws IOException {
    for (Path file : content().keySet()) {
      Files.delete(file);
    }
    for (Map.Entry<Path, byte[]> file : content.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
  }

  /** Tears; what was done, for people. */
  String tear(Random random) throws IOException {
    StringBuilder done = new StringBuilder();
    Files.deleteIfExists(logs.resolve(".kafka_cleanshutdown"));
    for (String partition : partitions) {
      Path directory = logs.resolve(partition);
      List<Path> segments = files(directory, ".log");
      Path last = segments.getLast();
      int cut = (int) Math.min(Files.size(last), random.nextInt(MOST_BYTES));
      cut(last, cut);
      done.append(partition).append(": %d bytes of %s".formatted(cut, last.getFileName()));
      if (random.nextInt(3) == 0) {
        append(last, random);
        done.append(" and garbage instead");
      }
      for (String kind : List.of(".index", ".timeindex", ".txnindex", ".snapshot")) {
        List<Path> files = files(directory, kind);
        if (!files.isEmpty() && random.nextInt(3) == 0) {
          Path file = files.getLast();
          boolean all = random.nextBoolean();
          if (all) {
            Files.delete(file);
          } else {
            cut(file, (int) Math.min(Files.size(file), 1 + random.nextInt(20)));
          }
          done.append(", ").append(all ? "" : "some of ").append(file.getFileName());
        }
      }
      // Ours is not there before the first force: the batches tell the epochs too.
      if (random.nextInt(3) == 0 && Files.exists(directory.resolve(EPOCHS))) {
        forgetLastEpoch(directory.resolve(EPOCHS));
        done.append(", the last leader epoch");
      }
      done.append("\n");
    }
    return done.toString();
  }

  private static void cut(Path file, int bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      channel.truncate(channel.size() - bytes);
    }
  }

  private static void append(Path file, Random random) throws IOException {
    byte[] garbage = new byte[1 + random.nextInt(200)];
    random.nextBytes(garbage);
    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      int _ = channel.write(ByteBuffer.wrap(garbage), channel.size());
    }
  }

  /** The file has a version, a count, and a line for each epoch. */
  private static void forgetLastEpoch(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    int count = Integer.parseInt(lines.get(1));
    if (count > 0) {
      List<String> kept = lines.subList(2, 1 + count);
      Files.writeString(
          file,
          lines.getFirst()
              + "\n"
              + (count - 1)
              + "\n"
              + String.join("", kept.stream().map(it -> it + "\n").toList()));
    }
  }

  private static List<Path> files(Path directory, String... suffixes) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.endsWith(".lock") && !file.endsWith("meta.properties"))
          .filter(
              file ->
                  suffixes.length == 0
                      || Stream.of(suffixes).anyMatch(it -> file.toString().endsWith(it)))
          .sorted()
          .toList();
    }
  }
}

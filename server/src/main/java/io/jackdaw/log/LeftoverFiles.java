package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a log directory in order after its owner, perhaps Apache Kafka, was stopped in the middle
 * of replacing or deleting segments.
 *
 * <ul>
 *   <li>{@code .deleted}, {@code .cleaned}, {@code .tmp}: were on their way out or not finished;
 *       deleted.
 *   <li>{@code .swap}: finished by the cleaner; takes the place of the segments it was made from.
 *   <li>an index without its segment: deleted.
 * </ul>
 */
final class LeftoverFiles {
  private static final Logger LOG = LoggerFactory.getLogger(LeftoverFiles.class);
  private static final String SWAP = ".swap";
  private static final List<String> UNFINISHED = List.of(".deleted", ".cleaned", ".tmp");

  private LeftoverFiles() {}

  /**
   * Puts the directory in order.
   *
   * @param files what is in it
   * @return whether anything was changed
   */
  static boolean settle(Disk disk, Path directory, List<Path> files) {
    boolean unfinished = files.stream().anyMatch(LeftoverFiles::isLeftover);
    if (unfinished) {
      settleReplacements(disk, directory, files);
    }
    boolean orphans = dropOrphanIndexes(disk, unfinished ? disk.list(directory) : files);
    return unfinished || orphans;
  }

  private static boolean isLeftover(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(SWAP) || UNFINISHED.stream().anyMatch(name::endsWith);
  }

  private static void settleReplacements(Disk disk, Path directory, List<Path> files) {
    long firstCleaned = Long.MAX_VALUE;
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (name.endsWith(".cleaned")) {
        firstCleaned = Math.min(firstCleaned, Long.parseLong(name.substring(0, 20)));
      }
      if (UNFINISHED.stream().anyMatch(name::endsWith)) {
        disk.delete(file);
      }
    }
    if (files.stream().anyMatch(file -> file.toString().endsWith(SWAP))) {
      completeSwap(disk, directory, firstCleaned);
    }
  }

  private static void completeSwap(Disk disk, Path directory, long firstCleaned) {
    long from = Long.MAX_VALUE;
    long upTo = Long.MIN_VALUE;
    for (Path file : disk.list(directory)) {
      String name = file.getFileName().toString();
      if (name.endsWith(SWAP) && Long.parseLong(name.substring(0, 20)) >= firstCleaned) {
        disk.delete(file);
      } else if (name.endsWith(".log" + SWAP)) {
        from = Math.min(from, Long.parseLong(name.substring(0, 20)));
        upTo = Math.max(upTo, nextOffset(disk, file));
      }
    }
    for (Path file : disk.list(directory)) {
      if (isReplaced(file, from, upTo)) {
        disk.delete(file);
      }
    }
    for (Path file : disk.list(directory)) {
      String name = file.getFileName().toString();
      if (name.endsWith(SWAP)) {
        String target = name.substring(0, name.length() - SWAP.length());
        LOG.info("Completing the replacement of {} in {}", target, directory);
        disk.move(file, directory.resolve(target));
      }
    }
  }

  private static boolean isReplaced(Path file, long from, long upTo) {
    for (String suffix :
        List.of(
            SegmentFiles.LOG,
            SegmentFiles.OFFSET_INDEX,
            SegmentFiles.TIME_INDEX,
            SegmentFiles.TRANSACTION_INDEX)) {
      var offset = SegmentFiles.offset(file, suffix);
      if (offset.isPresent() && offset.getAsLong() >= from && offset.getAsLong() < upTo) {
        return true;
      }
    }
    return false;
  }

  private static long nextOffset(Disk disk, Path file) {
    long next = Long.MIN_VALUE;
    try (var open = disk.openReadOnly(file)) {
      BatchCursor cursor = new BatchCursor(open, 0, Math.toIntExact(open.size()));
      while (cursor.next()) {
        next = cursor.lastOffset() + 1;
      }
    }
    return next;
  }

  private static boolean dropOrphanIndexes(Disk disk, List<Path> files) {
    boolean dropped = false;
    TreeSet<Long> segments = new TreeSet<>();
    files.forEach(file -> SegmentFiles.offset(file, SegmentFiles.LOG).ifPresent(segments::add));
    for (Path file : files) {
      for (String suffix :
          List.of(
              SegmentFiles.OFFSET_INDEX, SegmentFiles.TIME_INDEX, SegmentFiles.TRANSACTION_INDEX)) {
        var offset = SegmentFiles.offset(file, suffix);
        if (offset.isPresent() && !segments.contains(offset.getAsLong())) {
          disk.delete(file);
          dropped = true;
        }
      }
    }
    return dropped;
  }
}

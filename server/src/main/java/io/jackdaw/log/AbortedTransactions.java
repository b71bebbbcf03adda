package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The aborted transactions that ended in a segment, in {@code <base>.txnindex}, which exists only
 * if there is one.
 *
 * <pre>
 *  at  bytes
 *   0  2  version (0)        18  8  last offset: that of the marker
 *   2  8  producer id        26  8  last stable offset after the marker
 *  10  8  first offset       34     the next entry
 * </pre>
 *
 * <p>Under the log's lock, except {@link #read}.
 */
final class AbortedTransactions {
  static final int ENTRY_BYTES = 34;

  private final Disk disk;
  private final Path path;

  /** Saves readers the look at the file system: most segments never have one. */
  private volatile boolean present;

  /** The content, once the file's name belongs to another segment. */
  private volatile @Nullable List<AbortedTransaction> kept;

  AbortedTransactions(Disk disk, Path directory, long baseOffset, String suffix, boolean present) {
    this.disk = disk;
    this.path = SegmentFiles.path(directory, baseOffset, SegmentFiles.TRANSACTION_INDEX + suffix);
    this.present = present;
  }

  /** What is there under that name. */
  static AbortedTransactions found(Disk disk, Path directory, long baseOffset) {
    Path path = SegmentFiles.path(directory, baseOffset, SegmentFiles.TRANSACTION_INDEX);
    return new AbortedTransactions(disk, directory, baseOffset, "", disk.exists(path));
  }

  /**
   * Not durable before {@link #force}, and its name before the directory is.
   *
   * @return whether the file was made for it
   */
  boolean append(Producers.Ended ended) {
    return append(
        new AbortedTransaction(
            ended.producerId(), ended.firstOffset(), ended.markerOffset(), ended.stableOffset()));
  }

  boolean append(AbortedTransaction transaction) {
    ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES);
    entry
        .putShort((short) 0)
        .putLong(transaction.producerId())
        .putLong(transaction.firstOffset())
        .putLong(transaction.lastOffset())
        .putLong(transaction.lastStableOffset())
        .flip();
    try (DiskFile file = disk.open(path)) {
      file.write(entry, file.size() / ENTRY_BYTES * ENTRY_BYTES);
    }
    boolean made = !present;
    present = true;
    return made;
  }

  /** Takes the content into memory: readers of the segment go on, its files are replaced. */
  void keep() {
    kept = read();
  }

  List<AbortedTransaction> read() {
    List<AbortedTransaction> inMemory = kept;
    if (inMemory != null) {
      return inMemory;
    }
    if (!present) {
      return List.of();
    }
    ByteBuffer in = ByteBuffer.wrap(disk.readFully(path));
    List<AbortedTransaction> transactions = new ArrayList<>();
    for (int at = 0; at + ENTRY_BYTES <= in.limit(); at += ENTRY_BYTES) {
      transactions.add(
          new AbortedTransaction(
              in.getLong(at + 2), in.getLong(at + 10), in.getLong(at + 18), in.getLong(at + 26)));
    }
    return transactions;
  }

  /** Whether the file, if there is one, has whole entries that can be right. */
  boolean isWhole() {
    if (!present) {
      return true;
    }
    ByteBuffer in = ByteBuffer.wrap(disk.readFully(path));
    long before = -1;
    for (int at = 0; at < in.limit(); at += ENTRY_BYTES) {
      if (in.limit() - at < ENTRY_BYTES || in.getShort(at) != 0) {
        return false;
      }
      long first = in.getLong(at + 10);
      long last = in.getLong(at + 18);
      if (in.getLong(at + 2) < 0 || first < 0 || first > last || last <= before) {
        return false;
      }
      before = last;
    }
    return true;
  }

  /** Forgets transactions that ended at {@code offset} or later. */
  void truncateTo(long offset) {
    if (!present) {
      return;
    }
    long kept = read().stream().filter(it -> it.lastOffset() < offset).count();
    if (kept == 0) {
      delete();
      return;
    }
    try (DiskFile file = disk.open(path)) {
      file.truncate(kept * ENTRY_BYTES);
    }
  }

  void force() {
    if (present) {
      try (DiskFile file = disk.open(path)) {
        file.force();
      }
    }
  }

  void delete() {
    present = false;
    disk.delete(path);
  }
}

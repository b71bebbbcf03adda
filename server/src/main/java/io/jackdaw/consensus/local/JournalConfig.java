package io.jackdaw.consensus.local;

import java.nio.file.Path;

/**
 * Settings of a {@link JournalLog}.
 *
 * @param directory where journal segments live
 * @param snapshotDirectory where snapshots live; may be {@code directory}
 * @param fsync whether a command waits for the disk; without it a crash of the machine (not of the
 *     process) may lose acknowledged commands or make the journal unreadable
 * @param segmentBytes a segment that has grown to this size is followed by the next one
 * @param preallocateBytes zeros written ahead of the journal's end; 0 lets the file grow with each
 *     batch
 * @param maxBatchBytes most bytes of one batch, one write and one fsync; a single larger command
 *     makes a batch of its own
 * @param maxCommandBytes a larger command is refused
 * @param maxPendingCommands commands that may wait for the journal thread; above it they are
 *     refused
 * @param maxPendingBytes their bytes together
 * @param snapshotEveryCommands a snapshot is begun after so many commands since the last one
 * @param snapshotEveryBytes or after so many bytes of journal
 * @param retainSnapshots snapshots kept, with all journals since the oldest of them
 * @param purge whether older files are deleted
 * @param fsyncWarningMs a slower fsync is worth a line in the log
 */
public record JournalConfig(
    Path directory,
    Path snapshotDirectory,
    boolean fsync,
    long segmentBytes,
    int preallocateBytes,
    int maxBatchBytes,
    int maxCommandBytes,
    int maxPendingCommands,
    long maxPendingBytes,
    long snapshotEveryCommands,
    long snapshotEveryBytes,
    int retainSnapshots,
    boolean purge,
    long fsyncWarningMs) {

  private static final int MIB = 1024 * 1024;

  public JournalConfig {
    atLeast("segmentBytes", segmentBytes, 4096);
    atLeast("preallocateBytes", preallocateBytes, 0);
    atLeast("maxBatchBytes", maxBatchBytes, 1024);
    atLeast("maxCommandBytes", maxCommandBytes, 1024);
    atLeast("maxPendingCommands", maxPendingCommands, 1);
    atLeast("maxPendingBytes", maxPendingBytes, maxCommandBytes);
    atLeast("snapshotEveryCommands", snapshotEveryCommands, 1);
    atLeast("snapshotEveryBytes", snapshotEveryBytes, 1);
    atLeast("retainSnapshots", retainSnapshots, 1);
    atLeast("fsyncWarningMs", fsyncWarningMs, 0);
    if (maxCommandBytes > 256 * MIB || maxBatchBytes > 256 * MIB) {
      throw new IllegalArgumentException(
          "maxCommandBytes and maxBatchBytes must be at most 256 MiB, were "
              + maxCommandBytes
              + " and "
              + maxBatchBytes);
    }
  }

  /** Durable, with snapshots beside the journal. */
  public static JournalConfig defaults(Path directory) {
    return new JournalConfig(
        directory,
        directory,
        true,
        64L * MIB,
        MIB,
        MIB,
        64 * MIB,
        65_536,
        128L * MIB,
        100_000,
        256L * MIB,
        3,
        true,
        1000);
  }

  /** The same with snapshots in another directory. */
  public JournalConfig withSnapshotDirectory(Path other) {
    return new JournalConfig(
        directory,
        other,
        fsync,
        segmentBytes,
        preallocateBytes,
        maxBatchBytes,
        maxCommandBytes,
        maxPendingCommands,
        maxPendingBytes,
        snapshotEveryCommands,
        snapshotEveryBytes,
        retainSnapshots,
        purge,
        fsyncWarningMs);
  }

  /** The same with or without waiting for the disk. */
  public JournalConfig withFsync(boolean on, long warningMs) {
    return new JournalConfig(
        directory,
        snapshotDirectory,
        on,
        segmentBytes,
        preallocateBytes,
        maxBatchBytes,
        maxCommandBytes,
        maxPendingCommands,
        maxPendingBytes,
        snapshotEveryCommands,
        snapshotEveryBytes,
        retainSnapshots,
        purge,
        warningMs);
  }

  /** The same with other sizes of the journal's files and batches. */
  public JournalConfig withSizes(long segment, int preallocate, int maxBatch) {
    return new JournalConfig(
        directory,
        snapshotDirectory,
        fsync,
        segment,
        preallocate,
        maxBatch,
        maxCommandBytes,
        maxPendingCommands,
        maxPendingBytes,
        snapshotEveryCommands,
        snapshotEveryBytes,
        retainSnapshots,
        purge,
        fsyncWarningMs);
  }

  /** The same with other limits for what waits. */
  public JournalConfig withLimits(int commandBytes, int pendingCommands, long pendingBytes) {
    return new JournalConfig(
        directory,
        snapshotDirectory,
        fsync,
        segmentBytes,
        preallocateBytes,
        maxBatchBytes,
        commandBytes,
        pendingCommands,
        pendingBytes,
        snapshotEveryCommands,
        snapshotEveryBytes,
        retainSnapshots,
        purge,
        fsyncWarningMs);
  }

  /** The same with another rhythm of snapshots. */
  public JournalConfig withSnapshotEvery(long commands, long bytes) {
    return new JournalConfig(
        directory,
        snapshotDirectory,
        fsync,
        segmentBytes,
        preallocateBytes,
        maxBatchBytes,
        maxCommandBytes,
        maxPendingCommands,
        maxPendingBytes,
        commands,
        bytes,
        retainSnapshots,
        purge,
        fsyncWarningMs);
  }

  /** The same keeping more or fewer old files. */
  public JournalConfig withRetention(int snapshots, boolean purgeOlder) {
    return new JournalConfig(
        directory,
        snapshotDirectory,
        fsync,
        segmentBytes,
        preallocateBytes,
        maxBatchBytes,
        maxCommandBytes,
        maxPendingCommands,
        maxPendingBytes,
        snapshotEveryCommands,
        snapshotEveryBytes,
        snapshots,
        purgeOlder,
        fsyncWarningMs);
  }

  private static void atLeast(String key, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(key + " must be at least " + least + ", was " + value);
    }
  }
}

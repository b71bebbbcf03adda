package io.jackdaw.consensus.local;

import java.nio.file.Path;

/**
 * Settings of a {@link JournalLog}.
 *
 * @param directory where journal segments live
 * @param snapshotDirectory where snapshots live; may be {@code directory}
 * @param fsync whether a command waits for the disk; without it a crash of the machine (not of the
 *     process) may lose acknowledged commands or make the journal unreadable
 * @param fsyncWarningMs a slower fsync is worth a line in the log
 */
public record JournalConfig(
    Path directory,
    Path snapshotDirectory,
    boolean fsync,
    long fsyncWarningMs,
    Sizes sizes,
    Limits limits,
    Snapshots snapshots) {

  private static final int MIB = 1024 * 1024;

  public JournalConfig {
    atLeast("fsyncWarningMs", fsyncWarningMs, 0);
  }

  /** Durable, with snapshots beside the journal. */
  public static JournalConfig defaults(Path directory) {
    return new JournalConfig(
        directory,
        directory,
        true,
        1000,
        new Sizes(64L * MIB, MIB, MIB),
        new Limits(64 * MIB, 65_536, 128L * MIB),
        new Snapshots(100_000, 256L * MIB, 3, true));
  }

  public JournalConfig withSnapshotDirectory(Path other) {
    return new JournalConfig(directory, other, fsync, fsyncWarningMs, sizes, limits, snapshots);
  }

  public JournalConfig withFsync(boolean on, long warningMs) {
    return new JournalConfig(directory, snapshotDirectory, on, warningMs, sizes, limits, snapshots);
  }

  public JournalConfig withSizes(long segmentBytes, int preallocateBytes, int maxBatchBytes) {
    Sizes other = new Sizes(segmentBytes, preallocateBytes, maxBatchBytes);
    return new JournalConfig(
        directory, snapshotDirectory, fsync, fsyncWarningMs, other, limits, snapshots);
  }

  public JournalConfig withLimits(int commandBytes, int pendingCommands, long pendingBytes) {
    Limits other = new Limits(commandBytes, pendingCommands, pendingBytes);
    return new JournalConfig(
        directory, snapshotDirectory, fsync, fsyncWarningMs, sizes, other, snapshots);
  }

  public JournalConfig withSnapshotEvery(long commands, long bytes) {
    return with(new Snapshots(commands, bytes, snapshots.retain, snapshots.purge));
  }

  public JournalConfig withRetention(int retain, boolean purge) {
    return with(new Snapshots(snapshots.everyCommands, snapshots.everyBytes, retain, purge));
  }

  private JournalConfig with(Snapshots other) {
    return new JournalConfig(
        directory, snapshotDirectory, fsync, fsyncWarningMs, sizes, limits, other);
  }

  private static void atLeast(String key, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(key + " must be at least " + least + ", was " + value);
    }
  }

  /**
   * Sizes of what is written.
   *
   * @param segmentBytes a segment that has grown to this size is followed by the next one
   * @param preallocateBytes zeros written ahead of the journal's end; 0 lets the file grow with
   *     each batch
   * @param maxBatchBytes most bytes of one batch, one write and one fsync; a single larger command
   *     makes a batch of its own
   */
  public record Sizes(long segmentBytes, int preallocateBytes, int maxBatchBytes) {
    public Sizes {
      atLeast("segmentBytes", segmentBytes, 1024);
      atLeast("preallocateBytes", preallocateBytes, 0);
      atLeast("maxBatchBytes", maxBatchBytes, 128);
    }
  }

  /**
   * What is refused rather than taken in.
   *
   * @param maxCommandBytes a larger command is refused
   * @param maxPendingCommands commands that may wait for the journal thread
   * @param maxPendingBytes their bytes together
   */
  public record Limits(int maxCommandBytes, int maxPendingCommands, long maxPendingBytes) {
    public Limits {
      atLeast("maxCommandBytes", maxCommandBytes, 1);
      atLeast("256 MiB - maxCommandBytes", 256L * MIB - maxCommandBytes, 0);
      atLeast("maxPendingCommands", maxPendingCommands, 1);
      atLeast("maxPendingBytes", maxPendingBytes, maxCommandBytes);
    }
  }

  /**
   * When a snapshot is taken and how long it stays.
   *
   * @param everyCommands begin one after so many commands since the last, if they have at least
   *     half the size that the last snapshot had
   * @param everyBytes or after so many bytes of commands
   * @param retain snapshots kept, with all journals since the oldest of them
   * @param purge whether older files are deleted
   */
  public record Snapshots(long everyCommands, long everyBytes, int retain, boolean purge) {
    public Snapshots {
      atLeast("everyCommands", everyCommands, 1);
      atLeast("everyBytes", everyBytes, 1);
      atLeast("retain", retain, 1);
    }
  }
}

package io.jackdaw.zookeeper.apache;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import io.jackdaw.zookeeper.tree.TreeSnapshot;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A new {@code dataDir} from which Apache ZooKeeper 3.4 to 3.9 starts, alone or as the first of an
 * ensemble: a snapshot, and the epoch that its zxid belongs to.
 */
public final class SnapshotDirectory {
  private static final int EPOCH_SHIFT = 32;
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Disk disk;
  private final Path dataDir;

  public SnapshotDirectory(Disk disk, Path dataDir) {
    this.disk = disk;
    this.dataDir = dataDir;
  }

  /**
   * Writes the snapshot; durable on return.
   *
   * @param tree not used before; not closed
   * @return the snapshot's path
   * @throws StorageException if the directory holds data of a server already, or cannot be written
   */
  public Path write(TreeSnapshot tree) {
    DataDirectory directory = new DataDirectory(disk, dataDir, dataDir);
    if (!directory.isEmpty()) {
      throw new StorageException(
          directory.snapshotDirectory() + " holds data of a server; name a new directory");
    }
    Path inside = directory.snapshotDirectory();
    disk.createDirectories(inside);
    Path snapshot = inside.resolve("snapshot." + Long.toHexString(tree.zxid()));
    Path temporary = inside.resolve("snapshot.tmp");
    disk.delete(temporary);
    try (DiskFile file = disk.open(temporary)) {
      try (OutputStream out = new BufferedOutputStream(new FileSink(file), BUFFER_BYTES)) {
        SnapshotExport.write(tree, out);
      }
      file.force();
    } catch (IOException failure) {
      throw new StorageException(
          "Cannot write " + temporary + ": " + failure.getMessage(), failure);
    }
    byte[] epoch = Long.toString(tree.zxid() >>> EPOCH_SHIFT).getBytes(StandardCharsets.US_ASCII);
    disk.writeAtomically(inside.resolve("currentEpoch"), epoch);
    disk.writeAtomically(inside.resolve("acceptedEpoch"), epoch);
    disk.move(temporary, snapshot);
    disk.forceDirectory(inside);
    return snapshot;
  }

  /** Appends to a new file. */
  private static final class FileSink extends OutputStream {
    private final DiskFile file;
    private long position;

    FileSink(DiskFile file) {
      this.file = file;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      file.write(ByteBuffer.wrap(bytes, offset, length), position);
      position += length;
    }
  }
}

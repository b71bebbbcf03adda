package io.jackdaw.consensus.local;

import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.DiskFullException;
import io.jackdaw.disk.StorageException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes, checks and reads whole snapshot files. */
final class SnapshotFile {
  private static final int CHUNK_BYTES = 64 * 1024;

  private SnapshotFile() {}

  /** Writes under a temporary name, syncs, renames: the file is there whole or not at all. */
  static void write(
      Disk disk,
      Path directory,
      SnapshotFormat.Header header,
      StateMachine.Snapshot content,
      BooleanSupplier abandoned) {
    Path target = NamedFile.snapshot(directory, header.index()).path();
    Path temporary = target.resolveSibling(target.getFileName() + NamedFile.TEMPORARY);
    try {
      try (DiskFile file = disk.open(temporary);
          SnapshotOutput out = new SnapshotOutput(file, header, abandoned)) {
        content.writeTo(out);
        out.finish();
      }
      disk.move(temporary, target);
      disk.forceDirectory(directory);
    } catch (DiskFullException full) {
      // What there is of it takes the space that others wait for.
      disk.delete(temporary);
      throw full;
    } catch (IOException failure) {
      throw new StorageException(
          "Cannot write " + temporary + ": " + failure.getMessage(), failure);
    }
  }

  /**
   * Reads the file once from end to end.
   *
   * @return its header, or null when anything about it is damaged
   */
  static SnapshotFormat.@Nullable Header check(Disk disk, NamedFile snapshot) {
    try (DiskFile file = disk.openReadOnly(snapshot.path())) {
      FileWindow window = new FileWindow(file);
      SnapshotFormat.Header header =
          SnapshotFormat.decodeHeader(window.at(0, SnapshotFormat.HEADER_BYTES), snapshot.path());
      long end = window.size() - SnapshotFormat.TRAILER_BYTES;
      if (header == null || header.index() != snapshot.index() || end < 0) {
        return null;
      }
      CRC32C crc = new CRC32C();
      for (long at = 0; at < end; ) {
        ByteBuffer bytes = window.at(at, (int) Math.min(CHUNK_BYTES, end - at));
        if (bytes == null) {
          return null;
        }
        at += bytes.remaining();
        crc.update(bytes);
      }
      ByteBuffer trailer = window.at(end, SnapshotFormat.TRAILER_BYTES);
      return SnapshotFormat.trailerMatches(trailer, end - SnapshotFormat.HEADER_BYTES, crc)
          ? header
          : null;
    }
  }

  /** Gives a checked snapshot's content to {@code machine}. */
  static void restore(Disk disk, NamedFile snapshot, StateMachine machine) {
    try (DiskFile file = disk.openReadOnly(snapshot.path());
        InputStream content = content(file)) {
      machine.restore(content);
    } catch (IOException unreadable) {
      throw new StorageException(
          snapshot.path()
              + " is whole but its content cannot be read: "
              + unreadable.getMessage()
              + "; start the version that wrote it",
          unreadable);
    }
  }

  /** What a checked file holds. */
  static InputStream content(DiskFile file) {
    return new BufferedInputStream(new Content(file), CHUNK_BYTES);
  }

  /** The bytes between header and trailer. */
  private static final class Content extends InputStream {
    private final DiskFile file;
    private final long end;
    private long position = SnapshotFormat.HEADER_BYTES;

    Content(DiskFile file) {
      this.file = file;
      this.end = file.size() - SnapshotFormat.TRAILER_BYTES;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int count = (int) Math.min(length, end - position);
      if (count <= 0) {
        return length == 0 ? 0 : -1;
      }
      file.read(ByteBuffer.wrap(into, offset, count), position);
      position += count;
      return count;
    }
  }
}

package io.jackdaw.disk;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An open file, read and written by position.
 *
 * <p>Any number of readers at once with one writer. Written bytes are readable at once and durable
 * after {@link #force}; after a crash, unforced bytes may be there, missing or torn.
 *
 * <p>Errors: {@link StorageException}; from {@link #write} {@link DiskFullException} when there is
 * no room, after any part of the bytes was written.
 */
public interface DiskFile extends AutoCloseable {
  Path path();

  long size();

  /**
   * Reads at {@code position} until {@code into} is full or the file ends.
   *
   * @return the bytes read; less than was room for only at the end of the file
   */
  int read(ByteBuffer into, long position);

  /**
   * Brings {@code [position, position + count)} into the kernel's page cache, so that a socket can
   * send it without waiting; returns when it is there. Nothing happens where there is no such
   * cache.
   */
  default void warm(long position, int count) {}

  /**
   * Whether all of {@code [position, position + count)} is in the kernel's page cache; tells
   * without waiting for the disk. It may leave at any time, and false may mean that nobody knows.
   */
  default boolean isCached(long position, int count) {
    return false;
  }

  /** Writes all of {@code from} at {@code position}; a gap before it reads as zeros. */
  void write(ByteBuffer from, long position);

  /** Cuts the file to {@code size} bytes, if it is longer. */
  void truncate(long size);

  /** Makes content and size durable (fsync). A failure means: unforced bytes may be lost. */
  void force();

  /** The kernel's file, from which a socket can send without copying; null when there is none. */
  @Nullable FileChannel channel();

  /**
   * Gives back what the system holds for the file, until it is used again by its name; nothing
   * happens where the system holds nothing. Not while somebody uses the {@link #channel}, and not
   * once the name may belong to another file.
   */
  default void rest() {}

  @Override
  void close();
}

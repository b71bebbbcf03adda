package io.jackdaw.disk;

/**
 * The environment failed us: disk full, failed fsync, damaged file. Never retried blindly; the
 * message names the file and says what to do.
 */
public class StorageException extends RuntimeException {
  public StorageException(String message) {
    super(message);
  }

  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.jackdaw.disk;

/**
 * There is no space left for what was to be written; some of it may have been. Other than after
 * every other {@link StorageException}, going on is safe once what was written in part is cut off.
 *
 * <p>Never thrown by a sync: bytes that were taken in and then had no room count as lost.
 */
public final class DiskFullException extends StorageException {
  private static final long serialVersionUID = 1L;

  public DiskFullException(String message) {
    super(message);
  }

  public DiskFullException(String message, Throwable cause) {
    super(message, cause);
  }
}

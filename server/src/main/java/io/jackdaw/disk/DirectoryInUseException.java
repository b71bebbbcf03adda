package io.jackdaw.disk;

/** Another process, or another part of this one, has the directory: nothing is wrong with it. */
public final class DirectoryInUseException extends StorageException {
  public DirectoryInUseException(String message) {
    super(message);
  }
}

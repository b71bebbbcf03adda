package io.jackdaw.disk;

/** The machine has crashed: nothing more comes out of its {@link FakeDisk}. */
public final class CrashedException extends StorageException {
  private static final long serialVersionUID = 1L;

  CrashedException() {
    super("the machine has crashed");
  }
}

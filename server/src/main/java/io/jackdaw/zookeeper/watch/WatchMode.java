package io.jackdaw.zookeeper.watch;

/** How long a watch lives and how far it sees. */
public enum WatchMode {
  /** Fires once. */
  STANDARD,
  /** Fires until it is removed. */
  PERSISTENT,
  /** Fires until it is removed, for the znode and all below it. */
  PERSISTENT_RECURSIVE;

  int bit() {
    return 1 << ordinal();
  }
}

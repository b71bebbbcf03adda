package io.jackdaw.zookeeper.watch;

/** How long a watch lives and how far it sees. */
public enum WatchMode {
  /** Fires once. */
  STANDARD(1),
  /** Fires until it is removed. */
  PERSISTENT(2),
  /** Fires until it is removed, for the znode and all below it. */
  PERSISTENT_RECURSIVE(4);

  private final int bit;

  WatchMode(int bit) {
    this.bit = bit;
  }

  /** For sets of modes in one number. */
  int bit() {
    return bit;
  }
}

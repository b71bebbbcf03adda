package io.jackdaw.zookeeper.watch;

import org.jspecify.annotations.Nullable;

/** What a client may ask to check or remove. Source: Watcher.WatcherType. */
public enum WatchKind {
  CHILDREN(1, false, true, WatchMode.STANDARD),
  DATA(2, true, false, WatchMode.STANDARD),
  ANY(3, true, true, null),
  PERSISTENT(4, true, true, WatchMode.PERSISTENT),
  PERSISTENT_RECURSIVE(5, true, false, WatchMode.PERSISTENT_RECURSIVE);

  private final int code;
  private final boolean inData;
  private final boolean inChildren;
  private final @Nullable WatchMode mode;

  WatchKind(int code, boolean inData, boolean inChildren, @Nullable WatchMode mode) {
    this.code = code;
    this.inData = inData;
    this.inChildren = inChildren;
    this.mode = mode;
  }

  /** The kind with this number on the wire, or null if there is none. */
  public static @Nullable WatchKind of(int code) {
    for (WatchKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    return null;
  }

  boolean inData() {
    return inData;
  }

  boolean inChildren() {
    return inChildren;
  }

  @Nullable WatchMode mode() {
    return mode;
  }
}

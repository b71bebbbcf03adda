package io.jackdaw.zookeeper.wire;

import org.jspecify.annotations.Nullable;

/** How a znode is to be created, by the flags of the request. Source: CreateMode. */
public enum CreateMode {
  PERSISTENT(false, false, false),
  EPHEMERAL(true, false, false),
  PERSISTENT_SEQUENTIAL(false, true, false),
  EPHEMERAL_SEQUENTIAL(true, true, false),
  CONTAINER(false, false, false),
  PERSISTENT_WITH_TTL(false, false, true),
  PERSISTENT_SEQUENTIAL_WITH_TTL(false, true, true);

  private static final CreateMode[] BY_FLAG = values();

  private final boolean ephemeral;
  private final boolean sequential;
  private final boolean timeToLive;

  CreateMode(boolean ephemeral, boolean sequential, boolean timeToLive) {
    this.ephemeral = ephemeral;
    this.sequential = sequential;
    this.timeToLive = timeToLive;
  }

  public boolean isEphemeral() {
    return ephemeral;
  }

  public boolean isSequential() {
    return sequential;
  }

  public boolean hasTimeToLive() {
    return timeToLive;
  }

  /** The mode with these flags, or null if there is none. */
  public static @Nullable CreateMode of(int flags) {
    return flags >= 0 && flags < BY_FLAG.length ? BY_FLAG[flags] : null;
  }
}

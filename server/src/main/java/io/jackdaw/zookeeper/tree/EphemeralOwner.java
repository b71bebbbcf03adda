package io.jackdaw.zookeeper.tree;

/**
 * What the owner field of a znode says: 0 for nobody, a session id, or one of two marks. Session
 * ids never carry the mark of a time to live, as server ids end at 254. Source: EphemeralType.
 */
public final class EphemeralOwner {
  public static final long NONE = 0;
  public static final long CONTAINER = Long.MIN_VALUE;

  private static final long TTL_MARK = 0xffL << 56;
  private static final long MAX_TTL_MS = (1L << 40) - 1;

  private EphemeralOwner() {}

  /** Whether a znode may live so long: 1 ms to about 34 years. */
  public static boolean isValidTtl(long ttlMs) {
    return ttlMs > 0 && ttlMs <= MAX_TTL_MS;
  }

  public static long ofTtl(long ttlMs) {
    return TTL_MARK | ttlMs;
  }

  public static boolean hasTtl(long owner) {
    return (owner & TTL_MARK) == TTL_MARK;
  }

  public static long ttlMs(long owner) {
    return owner & MAX_TTL_MS;
  }

  public static boolean isSession(long owner) {
    return owner != NONE && owner != CONTAINER && !hasTtl(owner);
  }
}

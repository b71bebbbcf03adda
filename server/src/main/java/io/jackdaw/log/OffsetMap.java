package io.jackdaw.log;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The newest offset of each key in a stretch of a log, within a fixed amount of memory outside the
 * heap.
 *
 * <pre>
 *  at  bytes
 *   0  12  first bytes of the key's MD5
 *  12   4  offset, counted from one before the base; 0 where the slot is empty
 * </pre>
 *
 * <p>Keys are known by 96 bits of their hash: among a million keys the chance that two are taken
 * for one is less than one in 10^17. The table is doubled as it fills; old and new table together
 * never exceed what was allowed.
 *
 * <p>One thread at a time. {@link #close} gives the memory back at once.
 */
final class OffsetMap implements AutoCloseable {
  private static final int ENTRY_BYTES = 16;
  private static final int OFFSET_AT = 12;
  private static final int FIRST_SLOTS = 1 << 12;
  private static final int MOST_SLOTS = 1 << 26;

  private final long baseOffset;
  private final int maxSlots;
  private final MessageDigest md5;
  private final byte[] digest = new byte[ENTRY_BYTES];
  private final ByteBuffer hash = ByteBuffer.wrap(digest);

  private Arena arena = Arena.ofShared();
  private ByteBuffer table;
  private int slots;
  private int size;

  /**
   * @param baseOffset the lowest that will be put
   * @param memoryBytes the most to use, but at least room for a few thousand keys
   */
  OffsetMap(long baseOffset, long memoryBytes) {
    this.baseOffset = baseOffset;
    this.maxSlots = maxSlots(memoryBytes);
    this.slots = FIRST_SLOTS;
    this.table = allocate(arena, FIRST_SLOTS);
    try {
      this.md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static int maxSlots(long memoryBytes) {
    int most = FIRST_SLOTS;
    while (most < MOST_SLOTS && 3L * most * ENTRY_BYTES <= memoryBytes) {
      most *= 2;
    }
    return most;
  }

  private static ByteBuffer allocate(Arena arena, int slots) {
    return arena.allocate((long) slots * ENTRY_BYTES, Long.BYTES).asByteBuffer();
  }

  /** Keys in it. */
  int size() {
    return size;
  }

  /** Share of what could be held. */
  double fill() {
    return (double) size / maxKeys(maxSlots);
  }

  private static int maxKeys(int slots) {
    return (int) (slots * 0.9);
  }

  /**
   * Notes that {@code key}, between position and limit, was last seen at {@code offset}.
   *
   * @param offset greater than all before
   * @return false if there is no room
   */
  boolean put(ByteBuffer key, long offset) {
    long relative = offset - baseOffset + 1;
    if (relative > Integer.MAX_VALUE) {
      return false;
    }
    hash(key);
    int at = find(table, slots, hash.getLong(0), hash.getInt(8));
    if (table.getInt(at + OFFSET_AT) == 0) {
      if (size >= maxKeys(slots)) {
        if (slots == maxSlots) {
          return false;
        }
        grow();
        at = find(table, slots, hash.getLong(0), hash.getInt(8));
      }
      size++;
      table.putLong(at, hash.getLong(0)).putInt(at + 8, hash.getInt(8));
    }
    table.putInt(at + OFFSET_AT, (int) relative);
    return true;
  }

  /** The newest offset of {@code key}, or -1 if it was not put. */
  long get(ByteBuffer key) {
    hash(key);
    int relative = table.getInt(find(table, slots, hash.getLong(0), hash.getInt(8)) + OFFSET_AT);
    return relative == 0 ? -1 : baseOffset + relative - 1;
  }

  private void hash(ByteBuffer key) {
    md5.update(key.duplicate());
    try {
      md5.digest(digest, 0, digest.length);
    } catch (java.security.DigestException noRoom) {
      throw new IllegalStateException(noRoom);
    }
  }

  /** Position of the key's slot, or of the empty one where it would go. */
  private static int find(ByteBuffer table, int slots, long first, int second) {
    int mask = slots - 1;
    int slot = (int) first & mask;
    while (true) {
      int at = slot * ENTRY_BYTES;
      boolean same = table.getLong(at) == first && table.getInt(at + 8) == second;
      if (same || table.getInt(at + OFFSET_AT) == 0) {
        return at;
      }
      slot = (slot + 1) & mask;
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // It becomes the arena of this map, which is closed.
  private void grow() {
    Arena larger = Arena.ofShared();
    int moreSlots = slots * 2;
    ByteBuffer to = allocate(larger, moreSlots);
    for (int at = 0; at < slots * ENTRY_BYTES; at += ENTRY_BYTES) {
      int relative = table.getInt(at + OFFSET_AT);
      if (relative != 0) {
        int free = find(to, moreSlots, table.getLong(at), table.getInt(at + 8));
        to.put(free, table, at, ENTRY_BYTES);
      }
    }
    arena.close();
    arena = larger;
    table = to;
    slots = moreSlots;
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}

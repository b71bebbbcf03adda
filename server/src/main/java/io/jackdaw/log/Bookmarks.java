package io.jackdaw.log;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where readers stopped: the next read of a consumer begins at the offset at which its last one
 * ended, so it finds its position here and needs no index. A fixed number of them; a newer one
 * takes the place of an older.
 *
 * <p>Any thread; losing a bookmark costs a search and nothing else.
 */
final class Bookmarks {
  private static final int SLOT_BITS = 4;
  static final int UNKNOWN = -1;

  private final AtomicReferenceArray<@Nullable Bookmark> slots =
      new AtomicReferenceArray<>(1 << SLOT_BITS);

  private record Bookmark(long offset, Segment segment, int position, int generation) {}

  /** Where the batch with {@code offset} begins in {@code segment}, or {@link #UNKNOWN}. */
  int find(long offset, Segment segment, int generation) {
    Bookmark mark = slots.get(slot(offset));
    return mark != null
            && mark.offset == offset
            && mark.segment == segment
            && mark.generation == generation
        ? mark.position
        : UNKNOWN;
  }

  void put(long offset, Segment segment, int position, int generation) {
    slots.set(slot(offset), new Bookmark(offset, segment, position, generation));
  }

  private static int slot(long offset) {
    return (int) ((offset * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - SLOT_BITS));
  }
}

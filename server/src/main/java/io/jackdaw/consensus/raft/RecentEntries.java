package io.jackdaw.consensus.raft;

import org.jspecify.annotations.Nullable;

/**
 * The newest entries in memory: what is about to be sent and applied. The oldest are forgotten when
 * there are too many bytes of them. One thread.
 */
final class RecentEntries {
  private final long maxBytes;
  private @Nullable Entry[] ring = new Entry[1024];
  private long first;
  private long end;
  private long bytes;

  RecentEntries(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Forgets all; the next to come is {@code index}. */
  void clear(long index) {
    ring = new Entry[1024];
    first = index;
    end = index;
    bytes = 0;
  }

  void add(Entry entry) {
    if (end - first == ring.length) {
      grow();
    }
    ring[at(end)] = entry;
    end++;
    bytes += entry.sizeBytes();
  }

  private void grow() {
    @Nullable Entry[] larger = new Entry[2 * ring.length];
    for (long index = first; index < end; index++) {
      larger[(int) (index & (larger.length - 1))] = ring[at(index)];
    }
    ring = larger;
  }

  private int at(long index) {
    return (int) (index & (ring.length - 1));
  }

  @Nullable Entry get(long index) {
    return index < first || index >= end ? null : ring[at(index)];
  }

  /** Forgets {@code index} and all after it. */
  void removeFrom(long index) {
    while (end > index && end > first) {
      forget(--end);
    }
    if (end > index) {
      clear(index);
    }
  }

  /** Forgets the oldest beyond the limit, but none after {@code durable}. */
  void trim(long durable) {
    while (bytes > maxBytes && first < end && first <= durable) {
      forget(first++);
    }
  }

  private void forget(long index) {
    Entry gone = ring[at(index)];
    ring[at(index)] = null;
    if (gone != null) {
      bytes -= gone.sizeBytes();
    }
  }
}

package io.jackdaw.zookeeper.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The children of one znode by name: a hash table that costs little for one child and grows to
 * millions without ever moving many at once. Guarded by the tree's lock.
 *
 * <p>It is an extendible hash: the first bits of a name's hash choose a bucket out of a directory,
 * the last bits a place in the bucket, with the next free one in case of a clash. A full bucket is
 * doubled up to {@link #BUCKET_SLOTS}, then split by one more bit of the hash; the directory is
 * doubled when a bucket needs more bits than it has.
 *
 * <p>As every bucket holds one range of hashes, a walk in the order of the hashes meets each child
 * that is there all the time exactly once, however much is added and removed meanwhile.
 */
final class Children {
  private static final int BUCKET_SLOTS = 64;
  private static final int MAX_DEPTH = 24;
  private static final int SMALLEST_BUCKET = 2;
  private static final long HASHES = 1L << Integer.SIZE;
  private static final @Nullable Znode[][] EMPTY = {{}};

  private @Nullable Znode[][] directory = EMPTY;
  private int depth;
  private int count;

  int count() {
    return count;
  }

  /** The child whose name is {@code path} from {@code from} to {@code to}, or null. */
  @Nullable Znode get(String path, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      char c = path.charAt(i);
      if (c >= 0x80) {
        return getEncoded(path.substring(from, to).getBytes(StandardCharsets.UTF_8));
      }
      hash = 31 * hash + c;
    }
    hash = mixed(hash);
    @Nullable Znode[] bucket = directory[indexOf(hash)];
    int mask = bucket.length - 1;
    for (int i = 0; i <= mask; i++) {
      Znode at = bucket[(hash + i) & mask];
      if (at == null) {
        return null;
      }
      if (isNamed(at.content(), path, from, to)) {
        return at;
      }
    }
    return null;
  }

  private static boolean isNamed(byte[] content, String path, int from, int to) {
    if (Content.nameLength(content) != to - from) {
      return false;
    }
    int at = Content.nameFrom(content);
    for (int i = from; i < to; i++) {
      if (content[at++] != (byte) path.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Znode getEncoded(byte[] name) {
    int hash = hash(name, 0, name.length);
    @Nullable Znode[] bucket = directory[indexOf(hash)];
    int slot = slotOf(bucket, hash, name, 0, name.length);
    return slot < 0 ? null : bucket[slot];
  }

  /** Adds a child, or replaces the one of the same name. */
  void put(Znode child) {
    byte[] content = child.content();
    int from = Content.nameFrom(content);
    int length = Content.nameLength(content);
    int hash = hash(content, from, length);
    @Nullable Znode[] bucket = directory[indexOf(hash)];
    int slot = slotOf(bucket, hash, content, from, length);
    if (slot >= 0) {
      bucket[slot] = child;
      return;
    }
    while (isFull(bucket)) {
      makeRoom(indexOf(hash));
      bucket = directory[indexOf(hash)];
    }
    place(bucket, child, hash);
    count++;
  }

  /** Removes the child of that name, if it is there. */
  void remove(Znode child) {
    byte[] content = child.content();
    int from = Content.nameFrom(content);
    int length = Content.nameLength(content);
    int hash = hash(content, from, length);
    @Nullable Znode[] bucket = directory[indexOf(hash)];
    int slot = slotOf(bucket, hash, content, from, length);
    if (slot < 0) {
      return;
    }
    count--;
    if (count == 0) {
      directory = EMPTY;
      depth = 0;
      return;
    }
    // Whoever was pushed on by a clash moves up, so that no search stops at the gap.
    int mask = bucket.length - 1;
    bucket[slot] = null;
    for (int i = (slot + 1) & mask; bucket[i] != null; i = (i + 1) & mask) {
      Znode moved = bucket[i];
      bucket[i] = null;
      place(bucket, moved, hash(moved));
    }
  }

  List<String> names() {
    List<String> names = new ArrayList<>(count);
    forEach(child -> names.add(child.name()));
    return names;
  }

  void forEach(Consumer<Znode> visitor) {
    @Nullable Znode[] last = null;
    for (@Nullable Znode[] bucket : directory) {
      if (bucket != last) {
        for (Znode child : bucket) {
          if (child != null) {
            visitor.accept(child);
          }
        }
      }
      last = bucket;
    }
  }

  /**
   * One step of a walk: gives the children of one bucket.
   *
   * @param cursor 0 to begin, then what the step before returned
   * @return where to go on, or −1 at the end
   */
  long step(long cursor, Consumer<Znode> visitor) {
    int index = indexOf((int) cursor);
    @Nullable Znode[] bucket = directory[index];
    for (Znode child : bucket) {
      // A bucket may have become wider than it was at the last step: what came then is left out.
      if (child != null && Integer.toUnsignedLong(hash(child)) >= cursor) {
        visitor.accept(child);
      }
    }
    long end = (long) endOf(index) << (Integer.SIZE - depth);
    return end == HASHES ? -1 : end;
  }

  private int indexOf(int hash) {
    return depth == 0 ? 0 : hash >>> (Integer.SIZE - depth);
  }

  private static boolean isFull(@Nullable Znode[] bucket) {
    int used = 0;
    for (Znode child : bucket) {
      used += child == null ? 0 : 1;
    }
    return used >= (bucket.length <= 4 ? bucket.length : bucket.length / 4 * 3);
  }

  private void makeRoom(int index) {
    @Nullable Znode[] full = directory[index];
    if (full.length == 0) {
      directory = new @Nullable Znode[][] {new Znode[SMALLEST_BUCKET]};
    } else if (full.length < BUCKET_SLOTS || (depth >= MAX_DEPTH && isAlone(index))) {
      @Nullable Znode[] doubled = new Znode[2 * full.length];
      moveAll(full, doubled);
      Arrays.fill(directory, startOf(index), endOf(index), doubled);
    } else {
      split(index);
    }
  }

  private boolean isAlone(int index) {
    return endOf(index) - startOf(index) == 1;
  }

  private void split(int index) {
    if (isAlone(index)) {
      doubleDirectory();
      index *= 2;
    }
    @Nullable Znode[] full = directory[index];
    int from = startOf(index);
    int to = endOf(index);
    int middle = (from + to) >>> 1;
    @Nullable Znode[] low = new Znode[BUCKET_SLOTS];
    @Nullable Znode[] high = new Znode[BUCKET_SLOTS];
    for (Znode child : full) {
      if (child != null) {
        int hash = hash(child);
        place(indexOf(hash) < middle ? low : high, child, hash);
      }
    }
    Arrays.fill(directory, from, middle, low);
    Arrays.fill(directory, middle, to, high);
  }

  private void doubleDirectory() {
    @Nullable Znode[][] doubled = new Znode[2 * directory.length][];
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] = directory[i / 2];
    }
    directory = doubled;
    depth++;
  }

  /** First index of the bucket at {@code index}. */
  private int startOf(int index) {
    int start = index;
    while (start > 0 && directory[start - 1] == directory[index]) {
      start--;
    }
    return start;
  }

  /** Index behind the bucket at {@code index}. */
  private int endOf(int index) {
    int end = index + 1;
    while (end < directory.length && directory[end] == directory[index]) {
      end++;
    }
    return end;
  }

  private static void moveAll(@Nullable Znode[] from, @Nullable Znode[] to) {
    for (Znode child : from) {
      if (child != null) {
        place(to, child, hash(child));
      }
    }
  }

  private static void place(@Nullable Znode[] bucket, Znode child, int hash) {
    int mask = bucket.length - 1;
    int slot = hash & mask;
    while (bucket[slot] != null) {
      slot = (slot + 1) & mask;
    }
    bucket[slot] = child;
  }

  private static int slotOf(
      @Nullable Znode[] bucket, int hash, byte[] name, int nameFrom, int length) {
    int mask = bucket.length - 1;
    for (int i = 0; i <= mask; i++) {
      int slot = (hash + i) & mask;
      Znode at = bucket[slot];
      if (at == null) {
        return -1;
      }
      byte[] content = at.content();
      int from = Content.nameFrom(content);
      if (Content.nameLength(content) == length
          && Arrays.equals(content, from, from + length, name, nameFrom, nameFrom + length)) {
        return slot;
      }
    }
    return -1;
  }

  private static int hash(Znode child) {
    byte[] content = child.content();
    return hash(content, Content.nameFrom(content), Content.nameLength(content));
  }

  private static int hash(byte[] name, int from, int length) {
    int hash = 0;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + name[i];
    }
    return mixed(hash);
  }

  /** Spreads small differences over all bits. */
  private static int mixed(int hash) {
    int h = hash * 0x9e3779b9;
    h = (h ^ (h >>> 16)) * 0x85ebca6b;
    return h ^ (h >>> 13);
  }
}

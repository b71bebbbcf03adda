package io.jackdaw.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A file's bytes as programs see them, and what of them a crash would leave: what was forced, and
 * of the changes since then whatever the {@link Survival} of this crash says. Guarded by its disk.
 */
final class FakeContent {
  /** What a disk writes in one piece. */
  private static final int SECTOR_BYTES = 512;

  private final Image current;
  private final Image forced;
  private final List<Change> unforced = new ArrayList<>();

  FakeContent() {
    this(new Image());
  }

  private FakeContent(Image found) {
    this.current = found;
    this.forced = found.copy();
  }

  /** Changes since the last force that a crash may keep, lose or tear. */
  enum Survival {
    NOTHING,
    EVERYTHING,
    PREFIX,
    ANY_SECTORS
  }

  /** A write, or with {@code data} empty a truncation to {@code position}. */
  private static final class Change {
    private final int position;
    private final byte[] data;

    Change(int position, byte[] data) {
      this.position = position;
      this.data = data;
    }

    boolean isTruncation() {
      return data.length == 0;
    }
  }

  int size() {
    return current.size;
  }

  int read(ByteBuffer into, long position) {
    int count = (int) Math.max(0, Math.min(into.remaining(), current.size - position));
    if (count > 0) {
      into.put(current.bytes, (int) position, count);
    }
    return count;
  }

  void write(byte[] data, long position) {
    if (data.length > 0) {
      change(new Change(Math.toIntExact(position), data));
    }
  }

  void truncate(long newSize) {
    if (newSize < current.size) {
      change(new Change(Math.toIntExact(newSize), new byte[0]));
    }
  }

  void force() {
    unforced.forEach(change -> forced.replay(change, change.data.length));
    unforced.clear();
  }

  /**
   * What Linux does when write-back fails: the changes look written from now on, a later force says
   * nothing about them, and what a crash leaves of them is anybody's guess.
   */
  void failForce(RandomGenerator random) {
    unforced.forEach(change -> forced.replaySome(change, random));
    unforced.clear();
  }

  /** The file as it is found after a crash. */
  FakeContent afterCrash(Survival survival, RandomGenerator random) {
    Image left = forced.copy();
    int kept = survival == Survival.PREFIX ? random.nextInt(unforced.size() + 1) : 0;
    for (int i = 0; i < unforced.size(); i++) {
      Change change = unforced.get(i);
      switch (survival) {
        case NOTHING -> {}
        case EVERYTHING -> left.replay(change, change.data.length);
        case PREFIX -> {
          if (i < kept) {
            left.replay(change, change.data.length);
          } else if (i == kept && !change.isTruncation()) {
            left.replay(change, random.nextInt(change.data.length + 1));
          }
        }
        case ANY_SECTORS -> left.replaySome(change, random);
      }
    }
    return new FakeContent(left);
  }

  private void change(Change change) {
    unforced.add(change);
    current.replay(change, change.data.length);
  }

  /** One version of the bytes. */
  private static final class Image {
    private byte[] bytes = {};
    private int size;

    Image copy() {
      Image copy = new Image();
      copy.put(0, bytes, 0, size);
      return copy;
    }

    void replay(Change change, int count) {
      if (change.isTruncation()) {
        cut(change.position);
      } else {
        put(change.position, change.data, 0, count);
      }
    }

    /** Each sector of a write reaches the disk or not, by itself. */
    void replaySome(Change change, RandomGenerator random) {
      if (change.isTruncation()) {
        if (random.nextBoolean()) {
          cut(change.position);
        }
        return;
      }
      int at = 0;
      while (at < change.data.length) {
        int toSectorEnd = SECTOR_BYTES - (change.position + at) % SECTOR_BYTES;
        int count = Math.min(toSectorEnd, change.data.length - at);
        if (random.nextBoolean()) {
          put(change.position + at, change.data, at, count);
        }
        at += count;
      }
    }

    private void put(int position, byte[] data, int from, int count) {
      if (count == 0) {
        return;
      }
      if (position + count > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(position + count, bytes.length * 2));
      }
      System.arraycopy(data, from, bytes, position, count);
      size = Math.max(size, position + count);
    }

    private void cut(int newSize) {
      if (newSize < size) {
        Arrays.fill(bytes, newSize, size, (byte) 0);
        size = newSize;
      }
    }
  }
}

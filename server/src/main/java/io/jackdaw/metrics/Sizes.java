package io.jackdaw.metrics;

/**
 * The last, the smallest and the largest of some sizes; -1 while there is none. One thread adds,
 * any reads.
 */
public final class Sizes {
  private static final long NONE = -1;

  private volatile long last = NONE;
  private volatile long min = NONE;
  private volatile long max = NONE;

  public void add(long size) {
    last = size;
    if (min == NONE || size < min) {
      min = size;
    }
    if (size > max) {
      max = size;
    }
  }

  public long last() {
    return last;
  }

  public long min() {
    return min;
  }

  public long max() {
    return max;
  }
}

package io.jackdaw.benchmarks.replay;

/** A queue of longs that grows: when each request on its way was due. */
final class DueTimes {
  private long[] times = new long[64];
  private int first;
  private int size;

  int size() {
    return size;
  }

  void add(long time) {
    if (size == times.length) {
      long[] larger = new long[size * 2];
      for (int i = 0; i < size; i++) {
        larger[i] = times[(first + i) & (size - 1)];
      }
      times = larger;
      first = 0;
    }
    times[(first + size) & (times.length - 1)] = time;
    size++;
  }

  long remove() {
    if (size == 0) {
      throw new IllegalStateException("a reply to nothing");
    }
    long time = times[first];
    first = (first + 1) & (times.length - 1);
    size--;
    return time;
  }
}

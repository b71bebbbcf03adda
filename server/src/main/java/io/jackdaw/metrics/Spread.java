package io.jackdaw.metrics;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts of values in buckets: one for each value below 16, then eight for each power of two. A
 * bucket is made when its first value comes. Any thread.
 */
final class Spread {
  private static final int EXACT = 16;
  private static final int EXACT_BITS = 4;
  private static final int PER_POWER = 8;
  private static final int PER_POWER_BITS = 3;
  private static final int BUCKETS = EXACT + (Long.SIZE - 1 - EXACT_BITS) * PER_POWER;

  private final AtomicReferenceArray<@Nullable LongAdder> buckets =
      new AtomicReferenceArray<>(BUCKETS);

  void add(long value) {
    int index = indexOf(value);
    LongAdder bucket = buckets.get(index);
    if (bucket == null) {
      buckets.compareAndSet(index, null, new LongAdder());
      bucket = buckets.get(index);
    }
    if (bucket != null) {
      bucket.increment();
    }
  }

  static int indexOf(long value) {
    if (value < EXACT) {
      return (int) value;
    }
    int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
    int part = (int) (value >>> (power - PER_POWER_BITS)) & (PER_POWER - 1);
    return EXACT + (power - EXACT_BITS) * PER_POWER + part;
  }

  /** The greatest value of a bucket. */
  static long upperBound(int index) {
    if (index < EXACT) {
      return index;
    }
    int power = EXACT_BITS + (index - EXACT) / PER_POWER;
    long part = PER_POWER + (index - EXACT) % PER_POWER + 1L;
    return (part << (power - PER_POWER_BITS)) - 1;
  }

  long count() {
    long count = 0;
    for (int i = 0; i < BUCKETS; i++) {
      count += countOf(i);
    }
    return count;
  }

  long percentile(double share) {
    long wanted = (long) Math.ceil(share * count());
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += countOf(i);
      if (seen >= wanted && seen > 0) {
        return upperBound(i);
      }
    }
    return 0;
  }

  private long countOf(int index) {
    LongAdder bucket = buckets.get(index);
    return bucket == null ? 0 : bucket.sum();
  }

  void reset() {
    for (int i = 0; i < BUCKETS; i++) {
      LongAdder bucket = buckets.get(i);
      if (bucket != null) {
        bucket.reset();
      }
    }
  }
}

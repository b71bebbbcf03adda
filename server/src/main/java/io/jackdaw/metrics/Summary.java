package io.jackdaw.metrics;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How many values there were and how they are spread: count, sum, least, greatest, and percentiles
 * if asked for. Values are not negative; less than 0 counts as 0.
 *
 * <p>Any thread. What is read while others add may miss their last values.
 */
public final class Summary {
  private final LongAdder sum = new LongAdder();
  private final LongAccumulator min = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final LongAccumulator max = new LongAccumulator(Math::max, Long.MIN_VALUE);
  private final LongAdder count = new LongAdder();
  private final @Nullable Spread spread;

  private Summary(@Nullable Spread spread) {
    this.spread = spread;
  }

  /** Without percentiles. */
  public static Summary basic() {
    return new Summary(null);
  }

  /** With percentiles, to within an eighth of their value. */
  public static Summary detailed() {
    return new Summary(new Spread());
  }

  public void add(long value) {
    long added = Math.max(0, value);
    sum.add(added);
    min.accumulate(added);
    max.accumulate(added);
    Spread known = spread;
    if (known == null) {
      count.increment();
    } else {
      known.add(added);
    }
  }

  public boolean isDetailed() {
    return spread != null;
  }

  public long count() {
    return spread == null ? count.sum() : spread.count();
  }

  public long sum() {
    return sum.sum();
  }

  /** 0 while there are no values. */
  public long min() {
    long least = min.get();
    return least == Long.MAX_VALUE ? 0 : least;
  }

  /** 0 while there are no values. */
  public long max() {
    return Math.max(0, max.get());
  }

  /** To four decimals, as ZooKeeper shows it; 0 while there are no values. */
  public double average() {
    return average(sum(), count());
  }

  /** {@code sum / count} to four decimals; 0 if there is nothing to divide by. */
  public static double average(long sum, long count) {
    return count == 0 ? 0 : Math.round(10_000.0 * sum / count) / 10_000.0;
  }

  /**
   * The value that {@code share} of all values do not exceed.
   *
   * @param share between 0 and 1
   * @return 0 while there are no values, and always for a basic summary
   */
  public long percentile(double share) {
    return spread == null ? 0 : Math.clamp(spread.percentile(share), min(), Math.max(min(), max()));
  }

  public void reset() {
    sum.reset();
    min.reset();
    max.reset();
    count.reset();
    if (spread != null) {
      spread.reset();
    }
  }
}

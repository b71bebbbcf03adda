package io.jackdaw.time;

/**
 * Reads the time. The only way to learn it outside this package.
 *
 * <p>Any thread. Wall time may jump either way; monotonic time never goes back and its origin is
 * arbitrary.
 */
public interface Clock {
  /** Milliseconds since 1970 UTC, for what is stored or shown. */
  long wallMs();

  /** Nanoseconds since an arbitrary origin, for measuring intervals and deadlines. */
  long monotonicNs();

  /** Milliseconds since an arbitrary origin: {@link #monotonicNs} in the unit of time-outs. */
  default long monotonicMs() {
    return monotonicNs() / 1_000_000;
  }

  /** The machine's clocks. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}

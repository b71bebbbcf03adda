package io.jackdaw.time;

/** A clock that a test moves by hand. Wall time starts at a round date, monotonic time at zero. */
public final class FakeClock implements Clock {
  private volatile long wallMs = 1_700_000_000_000L;
  private volatile long monotonicNs;

  @Override
  public long wallMs() {
    return wallMs;
  }

  @Override
  public long monotonicNs() {
    return monotonicNs;
  }

  /** Lets time pass on both clocks. */
  public void advance(long milliseconds) {
    wallMs += milliseconds;
    monotonicNs += milliseconds * 1_000_000;
  }

  /** Steps wall time only, as an operator or a time server does; may be negative. */
  public void stepWall(long milliseconds) {
    wallMs += milliseconds;
  }
}

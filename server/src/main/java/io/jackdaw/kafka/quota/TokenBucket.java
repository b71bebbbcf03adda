package io.jackdaw.kafka.quota;

/**
 * Permits that come at a constant rate and are kept for a while, so that a burst now and then is
 * allowed; more than there are may be taken at once, and are then owed. Any thread.
 */
final class TokenBucket {
  private final double burstSeconds;
  private double tokens;
  private long sinceMs;

  /** A full one. */
  TokenBucket(double burstSeconds, double perSecond, long nowMs) {
    this.burstSeconds = burstSeconds;
    this.tokens = burstSeconds * perSecond;
    this.sinceMs = nowMs;
  }

  /**
   * Takes permits, also those that are not there yet.
   *
   * @return milliseconds until nothing is owed
   */
  synchronized double take(double permits, double perSecond, long nowMs) {
    refill(perSecond, nowMs);
    tokens -= permits;
    return owedMs(perSecond);
  }

  /**
   * Takes permits unless some are owed.
   *
   * @return milliseconds to wait before asking again; 0 if they were taken
   */
  synchronized double takeIfAllowed(double permits, double perSecond, long nowMs) {
    refill(perSecond, nowMs);
    if (tokens < 0) {
      return owedMs(perSecond);
    }
    tokens -= permits;
    return 0;
  }

  private void refill(double perSecond, long nowMs) {
    tokens = Math.min(burstSeconds * perSecond, tokens + (nowMs - sinceMs) / 1000.0 * perSecond);
    sinceMs = nowMs;
  }

  private double owedMs(double perSecond) {
    return tokens >= 0 ? 0 : -tokens / perSecond * 1000;
  }

  /** When it was used last. */
  synchronized long lastUsedMs() {
    return sinceMs;
  }
}

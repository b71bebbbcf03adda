package io.jackdaw.kafka.quota;

import io.jackdaw.time.Clock;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Counts the partitions that one request creates or deletes. One owner: the request. */
public final class MutationPermits {
  /** For whom nobody counts. */
  public static final MutationPermits UNLIMITED =
      new MutationPermits(null, 0, false, Clock.system());

  private final @Nullable TokenBucket bucket;
  private final double perSecond;
  private final boolean strict;
  private final Clock clock;
  private double waitMs;

  MutationPermits(@Nullable TokenBucket bucket, double perSecond, boolean strict, Clock clock) {
    this.bucket = bucket;
    this.perSecond = perSecond;
    this.strict = strict;
    this.clock = clock;
  }

  /**
   * Takes one permit for each partition.
   *
   * @throws ThrottlingQuotaExceededException if the client has to wait first, and would understand
   */
  public void take(int partitions) {
    if (bucket == null) {
      return;
    }
    long nowMs = clock.monotonicMs();
    if (!strict) {
      waitMs = Math.max(waitMs, bucket.take(partitions, perSecond, nowMs));
      return;
    }
    double refused = bucket.takeIfAllowed(partitions, perSecond, nowMs);
    if (refused > 0) {
      waitMs = Math.max(waitMs, refused);
      throw new ThrottlingQuotaExceededException(
          throttleTimeMs(), Errors.THROTTLING_QUOTA_EXCEEDED.message());
    }
  }

  /** How long the client has to wait after this request. */
  public int throttleTimeMs() {
    return (int) Math.min(Integer.MAX_VALUE, Math.round(waitMs));
  }
}

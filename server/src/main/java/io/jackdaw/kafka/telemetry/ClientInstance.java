package io.jackdaw.kafka.telemetry;

import io.jackdaw.kafka.telemetry.Figure.Series;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;

/**
 * One client that was asked for metrics: when it last asked and pushed, and its newest figures.
 * Guarded by its table.
 */
final class ClientInstance {
  static final long DISCONNECTED = -1;
  private static final long NEVER = Long.MIN_VALUE;

  final TelemetryClient client;
  final Wanted wanted;

  /** How often the subscriptions had changed when this client's were looked up. */
  final long version;

  /** The connection it was asked on; behind its end the client may begin anew. */
  final long connectionId;

  final Map<Series, Double> figures = new HashMap<>();
  private long askedAtMs = NEVER;
  private long pushedAtMs = NEVER;
  private boolean terminating;
  private Errors lastError = Errors.NONE;
  long expiresAtMs;

  ClientInstance(TelemetryClient client, Wanted wanted, long version, long connectionId) {
    this.client = client;
    this.wanted = wanted;
    this.version = version;
    this.connectionId = connectionId;
  }

  /** The same client without a connection. */
  ClientInstance disconnected() {
    ClientInstance gone = new ClientInstance(client, wanted, version, DISCONNECTED);
    gone.figures.putAll(figures);
    gone.expiresAtMs = expiresAtMs;
    return gone;
  }

  /** Whether it may learn what is wanted: once an interval, and when it was told to ask again. */
  Errors ask(long nowMs) {
    if (passed(Math.max(askedAtMs, pushedAtMs), nowMs)) {
      askedAtMs = nowMs;
    } else if (lastError != Errors.UNKNOWN_SUBSCRIPTION_ID
        && lastError != Errors.UNSUPPORTED_COMPRESSION_TYPE) {
      return Errors.THROTTLING_QUOTA_EXCEEDED;
    }
    lastError = Errors.NONE;
    return Errors.NONE;
  }

  /**
   * Whether a push may come: right behind a question, once an interval, and as the last thing.
   *
   * @param last whether the client says that it ends
   */
  Errors push(int subscriptionId, boolean last, boolean knownCodec, boolean tooLarge, long nowMs) {
    lastError = check(subscriptionId, last, knownCodec, tooLarge, nowMs);
    terminating = last;
    return lastError;
  }

  private Errors check(
      int subscriptionId, boolean last, boolean knownCodec, boolean tooLarge, long nowMs) {
    if (terminating) {
      return Errors.INVALID_REQUEST;
    }
    if (askedAtMs > pushedAtMs || passed(pushedAtMs, nowMs)) {
      pushedAtMs = nowMs;
    } else if (!last) {
      return Errors.THROTTLING_QUOTA_EXCEEDED;
    }
    if (subscriptionId != wanted.subscriptionId()) {
      return Errors.UNKNOWN_SUBSCRIPTION_ID;
    }
    if (!knownCodec) {
      return Errors.UNSUPPORTED_COMPRESSION_TYPE;
    }
    return tooLarge ? Errors.TELEMETRY_TOO_LARGE : Errors.NONE;
  }

  private boolean passed(long sinceMs, long nowMs) {
    return sinceMs == NEVER || nowMs - sinceMs >= wanted.intervalMs();
  }

  /** What was pushed could not be used after all. */
  void failed(Errors error) {
    lastError = error;
  }
}

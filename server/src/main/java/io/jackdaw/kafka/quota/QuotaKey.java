package io.jackdaw.kafka.quota;

import java.util.List;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/** What can be limited, under Kafka's names. */
public enum QuotaKey {
  /** Bytes a second, over all of a client's connections to this broker. */
  PRODUCER_BYTE_RATE("producer_byte_rate", Unit.LONG),
  CONSUMER_BYTE_RATE("consumer_byte_rate", Unit.LONG),
  /** Time of this broker's threads: 100 is one whole thread. */
  REQUEST_PERCENTAGE("request_percentage", Unit.DOUBLE),
  /** Partitions created or deleted a second. */
  CONTROLLER_MUTATION_RATE("controller_mutation_rate", Unit.DOUBLE),
  /** Connections a second from one address. */
  CONNECTION_CREATION_RATE("connection_creation_rate", Unit.INT);

  private enum Unit {
    INT(Integer.MAX_VALUE),
    LONG(Long.MAX_VALUE),
    DOUBLE(Double.MAX_VALUE);

    private final double most;

    Unit(double most) {
      this.most = most;
    }
  }

  private static final List<QuotaKey> ALL = List.of(values());

  /** Beside a whole number a rounding error is forgiven. */
  private static final double TOLERANCE = 1e-6;

  private final String text;
  private final Unit unit;

  QuotaKey(String text, Unit unit) {
    this.text = text;
    this.unit = unit;
  }

  public String text() {
    return text;
  }

  /** Null if it is not known. */
  public static @Nullable QuotaKey find(String text) {
    for (QuotaKey key : ALL) {
      if (key.text.equals(text)) {
        return key;
      }
    }
    return null;
  }

  boolean ofAddress() {
    return this == CONNECTION_CREATION_RATE;
  }

  /**
   * A value as it is kept.
   *
   * @throws InvalidRequestException if it cannot be a limit of this kind
   */
  public String format(double value) {
    if (value <= 0) {
      throw new InvalidRequestException("Quota " + text + " must be greater than 0");
    }
    if (unit == Unit.DOUBLE) {
      return Double.toString(value);
    }
    if (value > unit.most) {
      throw new InvalidRequestException(
          "Proposed value for %s is too large for a%s %s."
              .formatted(text, unit == Unit.INT ? "n" : "", unit));
    }
    long whole = (long) (value + TOLERANCE);
    if (Math.abs(whole - value) > TOLERANCE) {
      throw new InvalidRequestException(text + " cannot be a fractional value.");
    }
    return Long.toString(whole);
  }
}

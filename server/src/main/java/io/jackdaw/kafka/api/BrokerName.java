package io.jackdaw.kafka.api;

import org.apache.kafka.common.errors.InvalidRequestException;

/** Reads the name of a broker resource, which is its id as text. */
final class BrokerName {
  private BrokerName() {}

  /**
   * @param kind how the refusal calls what was meant, for example {@code Broker}
   */
  static int parse(String kind, String name) {
    try {
      return Integer.parseInt(name);
    } catch (NumberFormatException malformed) {
      throw new InvalidRequestException(kind + " id must be an integer, but it is: " + name);
    }
  }
}

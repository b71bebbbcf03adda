package io.jackdaw.kafka.api;

import org.apache.kafka.common.errors.InvalidRequestException;

/** Reads the name of a broker resource, which is its id as text. */
final class BrokerName {
  private BrokerName() {}

  static int parse(String name) {
    try {
      return Integer.parseInt(name);
    } catch (NumberFormatException malformed) {
      throw new InvalidRequestException("Broker id must be an integer, but it is: " + name);
    }
  }
}

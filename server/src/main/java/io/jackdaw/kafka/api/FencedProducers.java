package io.jackdaw.kafka.api;

import org.apache.kafka.common.protocol.Errors;

/** What producers are told that another has taken the place of. Source: KIP-588. */
final class FencedProducers {
  private FencedProducers() {}

  /**
   * @param knowsFenced whether the request's version has PRODUCER_FENCED; older clients took
   *     INVALID_PRODUCER_EPOCH for it
   */
  static Errors asKnown(Errors error, boolean knowsFenced) {
    return error == Errors.PRODUCER_FENCED && !knowsFenced ? Errors.INVALID_PRODUCER_EPOCH : error;
  }
}

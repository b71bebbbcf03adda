package io.jackdaw.kafka.telemetry;

import java.util.SortedMap;

/**
 * One number that a client pushed.
 *
 * @param delta whether it is what was added since the push before
 */
public record Figure(Series series, boolean delta, double value) {

  /**
   * What numbers belong to.
   *
   * @param name as the client calls it, such as {@code org.apache.kafka.producer.record.send.total}
   * @param counter whether it only grows
   * @param labels by name, of the client's making
   */
  public record Series(String name, boolean counter, SortedMap<String, String> labels) {}
}

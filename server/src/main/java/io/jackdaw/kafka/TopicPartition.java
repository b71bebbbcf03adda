package io.jackdaw.kafka;

/** A partition by its topic's name; the partition is an index from 0. */
public record TopicPartition(String topic, int partition) {
  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}

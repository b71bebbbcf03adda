package io.jackdaw.kafka.transaction;

/** Which producer, and which of its incarnations. */
public record ProducerIdAndEpoch(long producerId, short epoch) {
  /** The last epoch a client gets: the one after it is kept to fence that client. */
  static final short LAST_EPOCH = Short.MAX_VALUE - 1;

  boolean isExhausted() {
    return epoch >= LAST_EPOCH;
  }
}

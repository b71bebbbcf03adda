package io.jackdaw.kafka.metadata;

/** The coordination service cannot be used; the message says what to do. */
public final class ZookeeperUnavailableException extends RuntimeException {
  public ZookeeperUnavailableException(String message) {
    super(message);
  }
}

package io.jackdaw.kafka.api;

/**
 * The stage of a handler fails with this to close the connection without an answer: the only way to
 * tell a client that does not wait for one (acks=0) that its request failed.
 */
public final class CloseConnectionException extends RuntimeException {
  public CloseConnectionException(String message) {
    super(message, null, false, false);
  }
}

package io.jackdaw.net;

/** A peer sent bytes that are no message of its protocol; its connection is closed. */
public final class MalformedFrameException extends RuntimeException {
  public MalformedFrameException(String message) {
    super(message);
  }

  public MalformedFrameException(String message, Throwable cause) {
    super(message, cause);
  }
}

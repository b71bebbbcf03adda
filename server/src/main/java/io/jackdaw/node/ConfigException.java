package io.jackdaw.node;

/** A configuration that cannot be started from; the message names the key and what it must be. */
public final class ConfigException extends RuntimeException {
  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}

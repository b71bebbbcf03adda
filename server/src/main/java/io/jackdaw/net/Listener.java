package io.jackdaw.net;

import java.util.function.Function;

/** A port that is listened on. */
public final class Listener implements AutoCloseable {
  /**
   * Binds and accepts from now on. Each accepted connection gets a handler of its own.
   *
   * @throws io.jackdaw.disk.StorageException when the port cannot be had; the message says what to
   *     do
   */
  public static Listener bind(
      EventLoops loops, ListenerConfig config, Function<Connection, ConnectionHandler> handlers) {
    throw new UnsupportedOperationException();
  }

  /** The port in use, also when it was picked. */
  public int port() {
    return 0;
  }

  /** Closes the port and all its connections, and waits until their handlers have been told. */
  @Override
  public void close() {}
}

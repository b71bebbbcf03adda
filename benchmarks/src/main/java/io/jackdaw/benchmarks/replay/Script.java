package io.jackdaw.benchmarks.replay;

import java.nio.ByteBuffer;

/** What one connection says: requests encoded beforehand, of which only a few bytes change. */
public interface Script {
  /** The size of the largest request, its length prefix included. */
  int frameBytes();

  /** Appends the next request, its length prefix included. */
  void write(ByteBuffer out);

  /**
   * Takes one reply, without its length prefix.
   *
   * @return false when it answers no request, like a watch event
   * @throws IllegalStateException when the server refused
   */
  boolean read(ByteBuffer reply);
}

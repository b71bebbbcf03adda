package io.jackdaw.consensus.raft;

import java.nio.ByteBuffer;

/** The other servers, as the network reaches them. Pessimistic: what is sent may be lost. */
interface Peers {
  /** Sends behind all that was sent to the same server before, or never. */
  void send(int to, ByteBuffer frame);

  /** Hands over to the network what was sent. */
  void flush();

  /** Whether there is a connection to {@code server}. */
  boolean reaches(int server);
}

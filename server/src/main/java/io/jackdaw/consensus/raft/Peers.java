package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.EnsembleMember;
import java.nio.ByteBuffer;
import java.util.Collection;

/** The other servers, as the network reaches them. Pessimistic: what is sent may be lost. */
interface Peers {
  /** Sends behind all that was sent to the same server before, or never. */
  void send(int to, ByteBuffer frame);

  /** Hands over to the network what was sent. */
  void flush();

  /** Who is connected to, and may connect, from now on; connections with others are closed. */
  void reach(Collection<EnsembleMember> servers);

  /** Whether there is a connection to {@code server}. */
  boolean reaches(int server);
}

package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.Ensemble.Readiness;
import io.jackdaw.consensus.EnsembleMember;
import java.util.Collection;

/** What a {@link Raft} can have done for it. Pessimistic: what is sent may be lost. */
interface Outlet {
  /** Sends after all that was sent to the same server before, or never. */
  void send(int to, Message message);

  /** Hands to the network what was sent until now. */
  void flush();

  /** Whether there is a connection to {@code server}; if not, nothing need be sent to it. */
  boolean reaches(int server);

  /** Who is spoken to from now on, and heard; others are not. */
  void reach(Collection<EnsembleMember> servers);

  /** Answers who asked by {@link Raft#prepare}. */
  void prepared(int asker, long id, Readiness readiness);

  /** Opens the newest snapshot to be sent to another server. */
  SnapshotToSend openSnapshot();

  /**
   * Takes a part of a snapshot from the leader; restores the state when it was the last.
   *
   * @return offset of the next part wanted; the whole size once it is restored
   */
  long take(Message.SnapshotPart part);

  /**
   * Answers who asked by {@link Raft#read}: all committed before is at most at {@code index}.
   *
   * @param index −1 if this server does not lead
   */
  void readable(int asker, long id, long index);
}

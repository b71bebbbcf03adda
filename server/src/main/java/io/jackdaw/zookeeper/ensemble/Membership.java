package io.jackdaw.zookeeper.ensemble;

import io.jackdaw.consensus.Ensemble.Readiness;
import java.util.Set;
import java.util.function.Consumer;

/** What being one of several servers, or the only one, means to a client's requests. Any thread. */
public interface Membership {
  /** Whether clients are served now. */
  boolean isServing();

  /** Whether this server decides for all: which sessions expire, which containers go. */
  boolean isDeciding();

  /** Whether a session may exist that this server does not know yet. */
  boolean isShared();

  /** Whether this server is cut off from the others, and shows what it knows to who may see it. */
  boolean isReadOnly();

  /** Of the leader; 0 while there is none. */
  int leaderId();

  /** When this server began to decide, on the monotonic clock; means nothing where it does not. */
  long decidingSinceMs();

  /** The servers that this one hears as their leader. */
  Set<Integer> followers();

  /** As {@code srvr} calls it: standalone, leader, follower, observer or read-only. */
  String mode();

  /** Who the servers are; none where there is only one. */
  ServerList servers();

  /** Asks whether these could be the servers from now on; any thread answers. */
  void prepare(ServerList next, Consumer<Readiness> answer);

  /** What was done anywhere until now. */
  Present present();

  /** A moment, which a server may still have to catch up with. */
  interface Present {
    /**
     * Runs a task when everything of that moment is applied here; later things may be, too.
     *
     * @param failed called instead when nobody could say what that is
     */
    void await(Runnable caughtUp, Consumer<Throwable> failed);
  }
}

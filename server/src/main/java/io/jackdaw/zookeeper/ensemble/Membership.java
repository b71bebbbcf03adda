package io.jackdaw.zookeeper.ensemble;

import java.util.function.Consumer;

/** What being one of several servers, or the only one, means to a client's requests. Any thread. */
public interface Membership {
  /** Whether clients are served now. */
  boolean isServing();

  /** Whether this server decides for all: which sessions expire, which containers go. */
  boolean isDeciding();

  /** Whether a session may exist that this server does not know yet. */
  boolean isShared();

  /** As {@code srvr} calls it: standalone, leader, follower or observer. */
  String mode();

  /**
   * Runs a task when everything is applied here that was done anywhere before this call.
   *
   * @param failed called instead when nobody could say what that is
   */
  void catchUp(Runnable caughtUp, Consumer<Throwable> failed);
}

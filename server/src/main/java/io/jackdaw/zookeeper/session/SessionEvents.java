package io.jackdaw.zookeeper.session;

/** What has become of sessions, on whichever server; told by the apply thread. */
public interface SessionEvents {
  /** Tells nobody. */
  SessionEvents UNHEARD = new SessionEvents() {};

  default void opened(long id, OpenSession session) {}

  /** The session goes on over another server, or with another timeout. */
  default void moved(long id, OpenSession session) {}

  default void closed(long id) {}
}

package io.jackdaw.zookeeper.session;

/** The connection that a session lives on. Any thread. */
public interface SessionOwner {
  /** The session goes on over another connection. */
  void sessionMoved();

  /** The session is over. */
  void sessionClosed();
}

package io.jackdaw.zookeeper.watch;

import io.jackdaw.zookeeper.wire.Acl;
import java.util.List;

/** Somebody who may watch: one client connection. Any thread. */
public interface Watcher {
  long sessionId();

  /** Whether it has gone for good, so that no watch must be left for it. */
  boolean isGone();

  /** Whether it may be told about a znode with this list. */
  boolean mayRead(List<Acl> acl);

  /** Takes an event, which is valid during the call only; must not block. */
  void notify(Notification notification);
}

package io.jackdaw.zookeeper.admin;

import io.jackdaw.zookeeper.report.ServerView;
import java.util.List;
import java.util.Map;

/**
 * A command that only asks, or changes nothing worth a password.
 *
 * @param names the first is the one it answers with
 */
record AdminCommand(List<String> names, Body body) {
  /** Answers it; a thread that may block. */
  interface Body {
    AdminReply run(ServerView server, Map<String, String> parameters);
  }

  String name() {
    return names.getFirst();
  }
}

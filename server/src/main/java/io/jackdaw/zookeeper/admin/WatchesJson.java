package io.jackdaw.zookeeper.admin;

import io.jackdaw.zookeeper.report.ServerView;
import io.jackdaw.zookeeper.watch.Watcher;
import io.jackdaw.zookeeper.watch.Watches;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Data and exists watches as JSON. */
final class WatchesJson {
  private WatchesJson() {}

  static Map<String, Object> bySession(ServerView server) {
    Map<Long, Object> bySession = new TreeMap<>();
    server
        .watches()
        .forEachWatcher(
            (watcher, paths) -> bySession.put(watcher.sessionId(), new TreeSet<>(paths)));
    return Map.of("session_id_to_watched_paths", bySession);
  }

  static Map<String, Object> byPath(ServerView server) {
    Map<String, Object> byPath = new TreeMap<>();
    server
        .watches()
        .forEachPath(
            (path, watchers) ->
                byPath.put(path, watchers.stream().map(Watcher::sessionId).sorted().toList()));
    return Map.of("path_to_session_ids", byPath);
  }

  static Map<String, Object> summary(ServerView server) {
    Watches.Totals totals = server.watches().totals();
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("num_connections", totals.watchers());
    keys.put("num_paths", totals.paths());
    keys.put("num_total_watches", totals.watches());
    return keys;
  }
}

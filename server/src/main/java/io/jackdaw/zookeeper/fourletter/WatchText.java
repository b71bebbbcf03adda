package io.jackdaw.zookeeper.fourletter;

import io.jackdaw.zookeeper.report.ServerView;
import io.jackdaw.zookeeper.watch.Watches;

/** {@code wchs}, {@code wchp} and {@code wchc}, about data and exists watches. */
final class WatchText {
  private WatchText() {}

  static String wchs(ServerView server) {
    Watches.Totals summary = server.watches().totals();
    return "%d connections watching %d paths\nTotal watches:%d\n"
        .formatted(summary.watchers(), summary.paths(), summary.watches());
  }

  static String wchp(ServerView server) {
    StringBuilder text = new StringBuilder();
    server
        .watches()
        .forEachPath(
            (path, watchers) -> {
              text.append(path).append('\n');
              watchers.forEach(
                  watcher -> text.append("\t0x").append(hex(watcher.sessionId())).append('\n'));
            });
    return text.append('\n').toString();
  }

  static String wchc(ServerView server) {
    StringBuilder text = new StringBuilder();
    server
        .watches()
        .forEachWatcher(
            (watcher, paths) -> {
              text.append("0x").append(hex(watcher.sessionId())).append('\n');
              paths.forEach(path -> text.append('\t').append(path).append('\n'));
            });
    return text.append('\n').toString();
  }

  private static String hex(long session) {
    return Long.toHexString(session);
  }
}

package io.jackdaw.zookeeper.fourletter;

import io.jackdaw.zookeeper.report.Monitored;
import io.jackdaw.zookeeper.report.ServerView;

/** {@code mntr}: one figure a line, under ZooKeeper's names. Source: MonitorCommand. */
final class MonitorText {
  private MonitorText() {}

  static String mntr(ServerView server) {
    StringBuilder text = new StringBuilder(16 * 1024);
    Monitored.forEach(
        server,
        (key, value) -> text.append("zk_").append(key).append('\t').append(value).append('\n'));
    return text.toString();
  }
}

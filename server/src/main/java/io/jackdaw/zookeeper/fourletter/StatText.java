package io.jackdaw.zookeeper.fourletter;

/** {@code stat}, {@code srvr} and {@code cons}. Source: StatCommand, ServerStats.toString. */
final class StatText {
  private StatText() {}

  static String stat(ServerView server) {
    StringBuilder text = new StringBuilder(versionLine(server)).append("Clients:\n");
    server.connections(true).forEach(line -> text.append(line).append('\n'));
    return text.append('\n').append(figures(server)).toString();
  }

  static String srvr(ServerView server) {
    return versionLine(server) + figures(server);
  }

  static String cons(ServerView server) {
    StringBuilder text = new StringBuilder();
    server.connections(false).forEach(line -> text.append(line).append('\n'));
    return text.append('\n').toString();
  }

  private static String versionLine(ServerView server) {
    return "Zookeeper version: " + server.version() + "\n";
  }

  private static String figures(ServerView server) {
    ServerView.Figures now = server.figures();
    return """
    Latency min/avg/max: %d/%s/%d
    Received: %d
    Sent: %d
    Connections: %d
    Outstanding: %d
    Zxid: 0x%x
    Mode: %s
    Node count: %d
    """
        .formatted(
            now.minLatencyMs(),
            now.averageLatencyMs(),
            now.maxLatencyMs(),
            now.received(),
            now.sent(),
            now.connections(),
            now.outstanding(),
            now.zxid(),
            server.mode(),
            now.znodes());
  }
}

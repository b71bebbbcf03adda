package io.jackdaw.zookeeper.fourletter;

import io.jackdaw.zookeeper.report.ConnectionView;
import io.jackdaw.zookeeper.report.ServerView;

/** {@code stat}, {@code srvr} and {@code cons}. Source: StatCommand, ServerStats.toString. */
final class StatText {
  /** A leader's last line; batches are proposed here, and their sizes say nothing. */
  private static final String PROPOSALS = "Proposal sizes last/min/max: -1/-1/-1\n";

  private StatText() {}

  static String stat(ServerView server) {
    StringBuilder text = new StringBuilder(versionLine(server)).append("Clients:\n");
    server.connections().forEach(each -> text.append(brief(each)).append(")\n"));
    return text.append('\n').append(figures(server)).toString();
  }

  static String srvr(ServerView server) {
    return versionLine(server) + figures(server);
  }

  static String cons(ServerView server) {
    StringBuilder text = new StringBuilder();
    server.connections().forEach(each -> text.append(full(each)).append(")\n"));
    return text.append('\n').toString();
  }

  /** A connection without what {@code stat} leaves out, and without its end. Source: ServerCnxn. */
  private static String brief(ConnectionView of) {
    return " %s[%d](queued=%d,recved=%d,sent=%d"
        .formatted(of.peer(), of.interestOps(), of.queued(), of.received(), of.sent());
  }

  private static String full(ConnectionView of) {
    ConnectionView.SessionView session = of.session();
    if (session == null) {
      return brief(of);
    }
    StringBuilder line = new StringBuilder(brief(of));
    line.append(",sid=0x").append(Long.toHexString(session.id()));
    line.append(",lop=").append(session.lastOperation());
    line.append(",est=").append(of.establishedMs());
    line.append(",to=").append(session.timeoutMs());
    if (session.lastCxid() >= 0) {
      line.append(",lcxid=0x").append(Long.toHexString(session.lastCxid()));
    }
    line.append(",lzxid=0x").append(Long.toHexString(session.lastZxid()));
    line.append(",lresp=").append(session.lastResponseMs());
    line.append(",llat=").append(session.lastLatencyMs());
    line.append(",minlat=").append(session.minLatencyMs());
    line.append(",avglat=").append(session.averageLatencyMs());
    return line.append(",maxlat=").append(session.maxLatencyMs()).toString();
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
    %s\
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
            now.znodes(),
            "leader".equals(server.mode()) ? PROPOSALS : "");
  }
}

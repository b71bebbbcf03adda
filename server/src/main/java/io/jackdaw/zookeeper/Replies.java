package io.jackdaw.zookeeper;

import io.jackdaw.net.OutboundFrame;
import io.jackdaw.zookeeper.op.Outcome;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.ReplyHeader;

/** Frames of replies: a header, and a body where the request was not refused. */
final class Replies {
  private Replies() {}

  static OutboundFrame of(int xid, long zxid, Outcome outcome) {
    JuteWriter writer = new JuteWriter();
    ReplyHeader.write(writer, new ReplyHeader(xid, zxid, outcome.error()));
    if (outcome instanceof Outcome.Done done) {
      done.body().accept(writer);
    }
    OutboundFrame frame = writer.toFrame();
    outcome.missedEvents().forEach(event -> frame.behind(event.toFrame()));
    return frame;
  }

  static OutboundFrame error(int xid, long zxid, ErrorCode error) {
    return of(xid, zxid, Outcome.refused(error));
  }

  /** An error to a step of a login: whose client reads a token in it, whatever the error. */
  static OutboundFrame loginError(int xid, ErrorCode error) {
    JuteWriter writer = new JuteWriter();
    ReplyHeader.write(writer, new ReplyHeader(xid, 0, error));
    return writer.writeBuffer(null).toFrame();
  }
}

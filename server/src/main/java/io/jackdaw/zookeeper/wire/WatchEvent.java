package io.jackdaw.zookeeper.wire;

import io.jackdaw.net.OutboundFrame;

/**
 * A notification to a client that watched.
 *
 * @param zxid of the change; {@link #NO_ZXID} when it was missed and is told late
 */
public record WatchEvent(EventType type, String path, long zxid) {
  public static final long NO_ZXID = -1;

  private static final int NOTIFICATION_XID = -1;
  private static final int SYNC_CONNECTED = 3;

  public OutboundFrame toFrame() {
    return new JuteWriter()
        .writeInt(NOTIFICATION_XID)
        .writeLong(zxid)
        .writeInt(0)
        .writeInt(type.code())
        .writeInt(SYNC_CONNECTED)
        .writeString(path)
        .toFrame();
  }
}

package io.jackdaw.zookeeper.wire;

import io.jackdaw.net.OutboundFrame;

/**
 * The answer to a {@link ConnectRequest}: a session, or {@link #EXPIRED}.
 *
 * @param readOnly whether nothing can be written over this connection
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record ConnectResponse(int timeoutMs, long sessionId, byte[] password, boolean readOnly) {
  private static final int PROTOCOL_VERSION = 0;
  private static final int PASSWORD_BYTES = 16;

  /** There is no such session (any more), or the password is wrong. */
  public static final ConnectResponse EXPIRED =
      new ConnectResponse(0, 0, new byte[PASSWORD_BYTES], false);

  /**
   * @param withReadOnly whether the client knows the read-only byte
   */
  public OutboundFrame toFrame(boolean withReadOnly) {
    JuteWriter writer =
        new JuteWriter()
            .writeInt(PROTOCOL_VERSION)
            .writeInt(timeoutMs)
            .writeLong(sessionId)
            .writeBuffer(password);
    if (withReadOnly) {
      writer.writeBoolean(readOnly);
    }
    return writer.toFrame();
  }
}

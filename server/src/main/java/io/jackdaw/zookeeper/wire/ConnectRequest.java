package io.jackdaw.zookeeper.wire;

/**
 * The first frame of a connection.
 *
 * @param sessionId 0 to open a session
 * @param readOnlyKnown whether the client sent the read-only byte; one that did not (3.3 and older)
 *     must be answered without it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record ConnectRequest(
    int protocolVersion,
    long lastZxidSeen,
    int timeoutMs,
    long sessionId,
    byte[] password,
    boolean readOnly,
    boolean readOnlyKnown) {

  public static ConnectRequest read(JuteReader reader) {
    int protocolVersion = reader.readInt();
    long lastZxidSeen = reader.readLong();
    int timeoutMs = reader.readInt();
    long sessionId = reader.readLong();
    byte[] password = reader.readBuffer();
    boolean known = reader.remaining() > 0;
    return new ConnectRequest(
        protocolVersion,
        lastZxidSeen,
        timeoutMs,
        sessionId,
        password == null ? new byte[0] : password,
        known && reader.readBoolean(),
        known);
  }
}

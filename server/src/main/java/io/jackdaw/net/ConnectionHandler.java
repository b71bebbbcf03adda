package io.jackdaw.net;

import java.nio.ByteBuffer;

/**
 * One connection's protocol. All methods are called on the connection's event loop and must not
 * block.
 */
public interface ConnectionHandler {
  /**
   * The first four bytes of a connection, before they are taken for a length.
   *
   * @param more what was read together with them; valid during this call only
   * @return true to take them: framing ends, nothing more is read, and the handler answers with
   *     {@link Connection#sendRaw} and closes
   */
  default boolean takesPrefix(int firstFourBytes, ByteBuffer more) {
    return false;
  }

  /**
   * A whole frame without its length prefix.
   *
   * @param frame big-endian, readable from position to limit, backed by a pooled direct buffer that
   *     is valid during this call only: what is kept must be copied
   * @throws MalformedFrameException if the peer sent nonsense: one WARN is logged and this
   *     connection closed; any other exception is logged as an error and closes it too
   */
  void frame(ByteBuffer frame);

  /** The connection is gone, for whatever reason; called exactly once. */
  void closed();
}

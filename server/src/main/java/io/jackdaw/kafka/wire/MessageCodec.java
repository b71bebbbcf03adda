package io.jackdaw.kafka.wire;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/**
 * Writes and reads generated messages outside of requests, as in the records of internal topics: a
 * two-byte version, then the message. Stateless; any thread.
 */
public final class MessageCodec {
  private MessageCodec() {}

  /** {@code message} in {@code version}, behind that version; a heap array of just that size. */
  public static byte[] write(Message message, short version) {
    ObjectSerializationCache cache = new ObjectSerializationCache();
    MessageSizeAccumulator size = new MessageSizeAccumulator();
    message.addSize(size, cache, version);
    ByteBuffer buffer = ByteBuffer.allocate(Short.BYTES + size.totalSize());
    buffer.putShort(version);
    message.write(new ByteBufferAccessor(buffer), cache, version);
    return buffer.array();
  }

  /** Fills {@code message} from {@code buffer}, which stands behind the version already. */
  public static <M extends Message> M read(M message, short version, ByteBuffer buffer) {
    message.read(new ByteBufferAccessor(buffer), version);
    return message;
  }
}

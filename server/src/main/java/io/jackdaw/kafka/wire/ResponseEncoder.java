package io.jackdaw.kafka.wire;

import io.jackdaw.net.OutboundFrame;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/**
 * Writes responses: measure, reserve, write. Source: ResponseHeader.json.
 *
 * <p>Response header version 1 is version 0 and an empty set of tagged fields; ApiVersions always
 * has version 0, which {@link ApiKeys#responseHeaderVersion} knows.
 */
final class ResponseEncoder {
  private static final int CORRELATION_ID_BYTES = 4;

  private ResponseEncoder() {}

  /** The frame is the caller's; when this throws there is none. */
  static OutboundFrame encode(ApiKeys key, short version, int correlationId, ApiMessage response) {
    boolean tagged = key.responseHeaderVersion(version) >= 1;
    int headerBytes = CORRELATION_ID_BYTES + (tagged ? 1 : 0);
    ObjectSerializationCache cache = new ObjectSerializationCache();
    MessageSizeAccumulator size = new MessageSizeAccumulator();
    response.addSize(size, cache, version);
    int bufferedBytes = headerBytes + size.sizeExcludingZeroCopy();

    OutboundFrame frame = new OutboundFrame();
    try {
      if (size.totalSize() == size.sizeExcludingZeroCopy()) {
        ByteBuffer buffer = frame.reserve(bufferedBytes);
        writeHeader(buffer, correlationId, tagged);
        response.write(new ByteBufferAccessor(buffer), cache, version);
      } else {
        ByteBuffer buffer = ByteBuffer.allocate(bufferedBytes);
        writeHeader(buffer, correlationId, tagged);
        SplicingWriter writer = new SplicingWriter(buffer, frame);
        response.write(writer, cache, version);
        writer.finish();
      }
      return frame;
    } catch (RuntimeException unwritable) {
      frame.release();
      throw unwritable;
    }
  }

  private static void writeHeader(ByteBuffer buffer, int correlationId, boolean tagged) {
    buffer.putInt(correlationId);
    if (tagged) {
      buffer.put((byte) 0);
    }
  }
}

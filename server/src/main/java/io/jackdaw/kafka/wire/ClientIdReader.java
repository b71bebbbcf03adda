package io.jackdaw.kafka.wire;

import io.jackdaw.net.MalformedFrameException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the client id and the tagged fields of request headers, in all header versions the old
 * nullable string with a two-byte length. A client sends the same id each time, so it is decoded
 * once. One owner: the connection.
 */
final class ClientIdReader {
  private static final int MAX_TAGS = 128;

  private ByteBuffer lastBytes = ByteBuffer.allocate(0);
  private String last = "";

  String read(ByteBuffer frame) {
    int length = frame.getShort();
    if (length < 0) {
      return "";
    }
    if (length > frame.remaining()) {
      throw new MalformedFrameException(
          "client id of " + length + " bytes in a frame with " + frame.remaining() + " left");
    }
    ByteBuffer bytes = frame.slice(frame.position(), length);
    frame.position(frame.position() + length);
    if (!bytes.equals(lastBytes)) {
      byte[] copy = new byte[length];
      bytes.get(0, copy);
      lastBytes = ByteBuffer.wrap(copy);
      last = new String(copy, StandardCharsets.UTF_8);
    }
    return last;
  }

  /** Steps over the tagged fields of header version 2: none of them is known. */
  static void skipTags(ByteBuffer frame) {
    int tags = unsignedVarint(frame);
    if (tags < 0 || tags > MAX_TAGS) {
      throw new MalformedFrameException(tags + " tagged fields in a request header");
    }
    for (int i = 0; i < tags; i++) {
      unsignedVarint(frame);
      int size = unsignedVarint(frame);
      if (size < 0 || size > frame.remaining()) {
        throw new MalformedFrameException("tagged field of " + size + " bytes in a request header");
      }
      frame.position(frame.position() + size);
    }
  }

  private static int unsignedVarint(ByteBuffer frame) {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      byte next = frame.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedFrameException("varint of more than 5 bytes in a request header");
  }
}

package io.jackdaw.zookeeper.tree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Name and data of a znode in one array: a byte, of which the top bit says that the data is null
 * and the others how long the name is, or 127 when its length follows as an int; the name in UTF-8;
 * the data.
 */
final class Content {
  private static final int NULL_DATA = 0x80;
  private static final int LONG_NAME = 0x7f;

  private Content() {}

  static byte[] of(String name, byte @Nullable [] data) {
    return of(name.getBytes(StandardCharsets.UTF_8), data);
  }

  /** The same name with other data. */
  static byte[] withData(byte[] content, byte @Nullable [] data) {
    int from = nameFrom(content);
    byte[] name = new byte[nameLength(content)];
    System.arraycopy(content, from, name, 0, name.length);
    return of(name, data);
  }

  private static byte[] of(byte[] name, byte @Nullable [] data) {
    boolean longName = name.length >= LONG_NAME;
    int dataLength = data == null ? 0 : data.length;
    ByteBuffer content =
        ByteBuffer.allocate(1 + (longName ? Integer.BYTES : 0) + name.length + dataLength);
    int first = longName ? LONG_NAME : name.length;
    content.put((byte) (data == null ? first | NULL_DATA : first));
    if (longName) {
      content.putInt(name.length);
    }
    content.put(name);
    if (data != null) {
      content.put(data);
    }
    return content.array();
  }

  static int nameLength(byte[] content) {
    int length = content[0] & LONG_NAME;
    return length < LONG_NAME ? length : ByteBuffer.wrap(content).getInt(1);
  }

  static int nameFrom(byte[] content) {
    return (content[0] & LONG_NAME) < LONG_NAME ? 1 : 1 + Integer.BYTES;
  }

  static String name(byte[] content) {
    return new String(content, nameFrom(content), nameLength(content), StandardCharsets.UTF_8);
  }

  /** −1 for null. */
  static int dataLength(byte[] content) {
    return (content[0] & NULL_DATA) == 0
        ? content.length - nameFrom(content) - nameLength(content)
        : -1;
  }

  static byte @Nullable [] data(byte[] content) {
    int length = dataLength(content);
    if (length < 0) {
      return null;
    }
    byte[] data = new byte[length];
    System.arraycopy(content, content.length - length, data, 0, length);
    return data;
  }
}

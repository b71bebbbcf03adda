package io.jackdaw.kafka.telemetry;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one message in the order they are in. A field that is not read is skipped.
 * Source: "Protocol Buffers: Encoding".
 */
final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;
  private static final int WIRE_TYPE_BITS = 3;
  private static final int LONGEST_VARINT_BITS = 63;

  private final ByteBuffer message;
  private int type;
  private boolean unread;

  /** What a client sent is not a message of this kind. */
  static final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }

  /**
   * @param message from position to limit; its position does not move
   */
  ProtobufReader(ByteBuffer message) {
    this.message = message.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The number of the next field; 0 at the end. */
  int next() {
    if (unread) {
      skip();
    }
    if (!message.hasRemaining()) {
      return 0;
    }
    long tag = rawVarint();
    type = (int) tag & (1 << WIRE_TYPE_BITS) - 1;
    int field = (int) (tag >>> WIRE_TYPE_BITS);
    if (field <= 0) {
      throw new MalformedException("field number " + field);
    }
    unread = true;
    return field;
  }

  private void skip() {
    switch (type) {
      case VARINT -> varint();
      case FIXED_64 -> fixed64();
      case BYTES -> bytes();
      case FIXED_32 -> {
        unread = false;
        need(Integer.BYTES);
        message.position(message.position() + Integer.BYTES);
      }
      default -> throw new MalformedException("wire type " + type);
    }
  }

  long varint() {
    expect(VARINT);
    return rawVarint();
  }

  /** Eight bytes: a {@code fixed64}, {@code sfixed64} or, as its bits, a {@code double}. */
  long fixed64() {
    expect(FIXED_64);
    need(Long.BYTES);
    return message.getLong();
  }

  String text() {
    return StandardCharsets.UTF_8.decode(bytes()).toString();
  }

  ProtobufReader message() {
    return new ProtobufReader(bytes());
  }

  private ByteBuffer bytes() {
    expect(BYTES);
    long length = rawVarint();
    if (length < 0 || length > message.remaining()) {
      throw new MalformedException(length + " bytes of " + message.remaining());
    }
    ByteBuffer slice = message.slice(message.position(), (int) length);
    message.position(message.position() + (int) length);
    return slice;
  }

  private void expect(int wanted) {
    if (type != wanted || !unread) {
      throw new MalformedException("wire type " + type + " instead of " + wanted);
    }
    unread = false;
  }

  private void need(int bytes) {
    if (message.remaining() < bytes) {
      throw new MalformedException("ends inside a field");
    }
  }

  private long rawVarint() {
    long value = 0;
    try {
      for (int shift = 0; shift <= LONGEST_VARINT_BITS; shift += Byte.SIZE - 1) {
        byte next = message.get();
        value |= (long) (next & Byte.MAX_VALUE) << shift;
        if (next >= 0) {
          return value;
        }
      }
    } catch (BufferUnderflowException end) {
      throw new MalformedException("ends inside a number");
    }
    throw new MalformedException("a number that does not end");
  }
}

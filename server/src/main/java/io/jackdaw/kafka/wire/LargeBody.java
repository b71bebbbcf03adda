package io.jackdaw.kafka.wire;

import io.jackdaw.net.MalformedFrameException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/**
 * The body of a large request. It may be large by its records, which stay where they are, but not
 * by the number of its fields: each of those becomes an object many times the size it has on the
 * wire.
 */
final class LargeBody extends ByteBufferAccessor {
  /** A body of so few bytes cannot have too many fields. */
  static final int SMALL_BYTES = 64 * 1024;

  /** A fetch of eighty thousand partitions has so many. */
  static final int MAX_FIELDS = 500_000;

  private int fields;

  LargeBody(ByteBuffer frame) {
    super(frame);
  }

  private void count() {
    if (++fields > MAX_FIELDS) {
      throw new MalformedFrameException("it has more than " + MAX_FIELDS + " fields");
    }
  }

  @Override
  public byte readByte() {
    count();
    return super.readByte();
  }

  @Override
  public short readShort() {
    count();
    return super.readShort();
  }

  @Override
  public int readInt() {
    count();
    return super.readInt();
  }

  @Override
  public long readLong() {
    count();
    return super.readLong();
  }

  @Override
  public int readUnsignedVarint() {
    count();
    return super.readUnsignedVarint();
  }
}

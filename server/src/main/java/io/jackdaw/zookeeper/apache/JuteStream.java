package io.jackdaw.zookeeper.apache;

import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.AuthId;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;

/**
 * Reads jute's encoding from a stream too long for memory, and keeps the Adler-32 of all bytes read
 * so far. One thread.
 *
 * <p>Errors: {@link EOFException} where the stream ends inside a value; {@link IOException} for a
 * length that cannot be.
 */
final class JuteStream {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int LONGEST_BYTES = 1 << 30;

  /** What is read at once for a length that may be a lie. */
  private static final int STEP_BYTES = 1 << 20;

  private final InputStream in;
  private final Adler32 sum = new Adler32();
  private final byte[] bytes = new byte[BUFFER_BYTES];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes).limit(0);
  private int summedTo;
  private long bufferAt;

  JuteStream(InputStream in) {
    this.in = in;
  }

  /** Bytes read so far. */
  long position() {
    return bufferAt + buffer.position();
  }

  /** Adler-32 of all bytes read so far. */
  long checksum() {
    sum.update(bytes, summedTo, buffer.position() - summedTo);
    summedTo = buffer.position();
    return sum.getValue();
  }

  /** Whether another byte follows. */
  boolean hasMore() throws IOException {
    return buffer.hasRemaining() || fill(1);
  }

  byte readByte() throws IOException {
    need(1);
    return buffer.get();
  }

  int readInt() throws IOException {
    need(Integer.BYTES);
    return buffer.getInt();
  }

  long readLong() throws IOException {
    need(Long.BYTES);
    return buffer.getLong();
  }

  String readString() throws IOException {
    byte[] value = readBuffer();
    return value == null ? "" : new String(value, StandardCharsets.UTF_8);
  }

  byte @Nullable [] readBuffer() throws IOException {
    long at = position();
    int length = readInt();
    if (length == -1) {
      return null;
    }
    if (length < 0 || length > LONGEST_BYTES) {
      throw new IOException("a length of %d at position %d cannot be".formatted(length, at));
    }
    return readBytes(length);
  }

  List<Acl> readAcl() throws IOException {
    long at = position();
    int count = readInt();
    if (count < -1 || count > STEP_BYTES) {
      throw new IOException("an ACL of %d entries at position %d cannot be".formatted(count, at));
    }
    List<Acl> acl = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      acl.add(new Acl(readInt(), new AuthId(readString(), readString())));
    }
    return List.copyOf(acl);
  }

  void skip(int count) throws IOException {
    readBytes(Math.clamp(count, 0, LONGEST_BYTES));
  }

  private byte[] readBytes(int length) throws IOException {
    byte[] value = new byte[Math.min(length, STEP_BYTES)];
    for (int done = 0; done < length; ) {
      need(1);
      if (done == value.length) {
        value = Arrays.copyOf(value, (int) Math.min(length, 2L * value.length));
      }
      int count = Math.min(value.length - done, buffer.remaining());
      buffer.get(value, done, count);
      done += count;
    }
    return value;
  }

  private void need(int count) throws IOException {
    if (buffer.remaining() < count && !fill(count)) {
      throw new EOFException("the file ends at position " + (position() + buffer.remaining()));
    }
  }

  /** Has at least {@code count} bytes at hand, or returns false. */
  private boolean fill(int count) throws IOException {
    checksum();
    bufferAt += buffer.position();
    buffer.compact();
    summedTo = 0;
    boolean ended = false;
    while (buffer.position() < count && !ended) {
      int read = in.read(bytes, buffer.position(), buffer.remaining());
      ended = read < 0;
      buffer.position(buffer.position() + Math.max(0, read));
    }
    buffer.flip();
    return !ended;
  }
}

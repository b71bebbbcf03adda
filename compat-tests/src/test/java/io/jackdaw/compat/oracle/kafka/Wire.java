package io.jackdaw.compat.oracle.kafka;

import io.jackdaw.compat.rig.RawConnection;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a broker, opened again when the broker closed it. One request at a time.
 *
 * <p>Answers are read by their schema, whole and with nothing left over, so that a field that one
 * server leaves out or adds is seen.
 */
final class Wire implements AutoCloseable {
  private final int port;
  private @Nullable RawConnection connection;
  private int correlationId;

  Wire(int port) {
    this.port = port;
  }

  /** Sends and waits; null when the broker closed the connection instead. */
  @Nullable Struct ask(ApiKeys key, short version, ApiMessage body) {
    return send(key, version, body) ? receive(key, version) : null;
  }

  /**
   * Sends a request that has no answer; false when the broker closed the connection because of it.
   */
  boolean tell(ApiKeys key, short version, ApiMessage body) {
    return send(key, version, body)
        && ask(ApiKeys.API_VERSIONS, (short) 0, new ApiVersionsRequestData()) != null;
  }

  /** Sends only; false when the connection broke while sending. */
  boolean send(ApiKeys key, short version, ApiMessage body) {
    correlationId++;
    short headerVersion = key.requestHeaderVersion(version);
    RequestHeaderData header =
        new RequestHeaderData()
            .setRequestApiKey(key.id)
            .setRequestApiVersion(version)
            .setCorrelationId(correlationId)
            .setClientId("oracle");
    boolean known = key.isVersionSupported(version);
    ByteBuffer head = MessageUtil.toByteBufferAccessor(header, headerVersion).buffer();
    ByteBuffer tail =
        known ? MessageUtil.toByteBufferAccessor(body, version).buffer() : ByteBuffer.allocate(0);
    byte[] frame = new byte[head.remaining() + tail.remaining()];
    head.get(frame, 0, head.remaining());
    tail.get(frame, frame.length - tail.remaining(), tail.remaining());
    try {
      open().sendFrame(frame);
      return true;
    } catch (SocketException e) {
      close();
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the answer to what was sent last has begun to arrive. */
  boolean hasAnswer() {
    try {
      return connection != null && connection.hasSomething();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answer to what was sent last; null when the broker closed the connection instead. */
  @Nullable Struct receive(ApiKeys key, short version) {
    try {
      ByteBuffer frame = ByteBuffer.wrap(open().receiveFrame());
      int answered = frame.getInt();
      if (answered != correlationId) {
        throw new AssertionError("answer %d to request %d".formatted(answered, correlationId));
      }
      // An unknown version of ApiVersions is answered in version 0.
      short shape = key.isVersionSupported(version) ? version : 0;
      if (key.responseHeaderVersion(shape) > 0 && frame.get() != 0) {
        throw new AssertionError("tagged fields in the response header of " + key);
      }
      Schema schema = key.messageType.responseSchemas()[shape];
      Struct answer = schema.read(frame);
      if (frame.hasRemaining()) {
        throw new AssertionError(frame.remaining() + " bytes after the response of " + key);
      }
      return answer;
    } catch (EOFException | SocketException e) {
      close();
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RawConnection open() throws IOException {
    RawConnection open = connection;
    if (open == null) {
      open = new RawConnection(port);
      connection = open;
    }
    return open;
  }

  @Override
  public void close() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      connection = null;
    }
  }
}

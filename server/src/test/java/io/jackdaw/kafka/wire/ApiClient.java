package io.jackdaw.kafka.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/** Asks a broker in exactly the version a test wants, over a socket of its own. */
public final class ApiClient implements AutoCloseable {
  private final RawClient client;
  private int correlationId;

  public ApiClient(int port) throws IOException {
    this.client = new RawClient(port);
  }

  /** Sends a request and waits for its response. */
  @SuppressWarnings("unchecked") // the response of an api key is of one class
  public <R extends ApiMessage> R ask(ApiMessage request, int version) throws IOException {
    ApiKeys key = ApiKeys.forId(request.apiKey());
    short apiVersion = (short) version;
    tell(request, version);
    ByteBuffer reply = ByteBuffer.wrap(client.receiveBytes());
    ByteBufferAccessor in = new ByteBufferAccessor(reply);
    int answered =
        new ResponseHeaderData(in, key.responseHeaderVersion(apiVersion)).correlationId();
    if (answered != correlationId) {
      throw new IllegalStateException("reply " + answered + " to request " + correlationId);
    }
    ApiMessage response = key.messageType.newResponse();
    response.read(in, apiVersion);
    if (reply.hasRemaining()) {
      throw new IllegalStateException(reply.remaining() + " bytes behind the response to " + key);
    }
    return (R) response;
  }

  /** Sends a request and does not wait. */
  public void tell(ApiMessage request, int version) throws IOException {
    ApiKeys key = ApiKeys.forId(request.apiKey());
    short apiVersion = (short) version;
    short headerVersion = key.requestHeaderVersion(apiVersion);
    RequestHeaderData header =
        new RequestHeaderData()
            .setRequestApiKey(request.apiKey())
            .setRequestApiVersion(apiVersion)
            .setCorrelationId(++correlationId)
            .setClientId("test");
    ObjectSerializationCache cache = new ObjectSerializationCache();
    ByteBuffer frame =
        ByteBuffer.allocate(header.size(cache, headerVersion) + request.size(cache, apiVersion));
    header.write(new ByteBufferAccessor(frame), cache, headerVersion);
    request.write(new ByteBufferAccessor(frame), cache, apiVersion);
    client.send(frame.array());
  }

  /** Whether the other side hangs up without another word. */
  public boolean isHungUpOn() throws IOException {
    return client.isHungUpOn();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}

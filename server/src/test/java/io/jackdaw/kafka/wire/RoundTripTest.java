package io.jackdaw.kafka.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.net.FrameBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.types.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is read and written here is what the schemas say, in every version that clients know: random
 * messages are made from the schemas themselves.
 */
class RoundTripTest {
  private static final int MESSAGES = 20;

  private record Api(ApiKeys key, short version) {
    @Override
    public String toString() {
      return key + " v" + version;
    }
  }

  static Stream<Api> apis() {
    List<Api> apis = new ArrayList<>();
    for (ApiKeys key : ApiKeys.clientApis()) {
      for (short version : key.allVersions()) {
        apis.add(new Api(key, version));
      }
    }
    return apis.stream();
  }

  @ParameterizedTest
  @MethodSource("apis")
  void requestsAreReadAsTheSchemaSays(Api api) {
    RandomStruct random = new RandomStruct(new Random(api.hashCode()));
    Schema schema = api.key.messageType.requestSchemas()[api.version];
    for (int i = 0; i < MESSAGES; i++) {
      byte[] sent = random.bytes(schema);
      ByteBuffer direct = ByteBuffer.allocateDirect(sent.length).put(sent).flip();

      ApiMessage request = api.key.messageType.newRequest();
      request.read(new ByteBufferAccessor(direct), api.version);

      assertThat(write(request, api.version)).isEqualTo(sent);
    }
  }

  @ParameterizedTest
  @MethodSource("apis")
  void responsesAreWrittenAsTheSchemaSays(Api api) {
    RandomStruct random = new RandomStruct(new Random(api.hashCode()));
    Schema schema = api.key.messageType.responseSchemas()[api.version];
    for (int i = 0; i < MESSAGES; i++) {
      byte[] wanted = random.bytes(schema);
      ApiMessage response = api.key.messageType.newResponse();
      response.read(new ByteBufferAccessor(ByteBuffer.wrap(wanted)), api.version);

      byte[] frame =
          FrameBytes.of(ResponseEncoder.encode(api.key, api.version, 0x01020304, response));

      boolean tagged = api.key.responseHeaderVersion(api.version) == 1;
      byte[] header = tagged ? new byte[] {1, 2, 3, 4, 0} : new byte[] {1, 2, 3, 4};
      assertThat(frame).startsWith(header).endsWith(wanted).hasSize(header.length + wanted.length);
    }
  }

  private static byte[] write(ApiMessage message, short version) {
    ObjectSerializationCache cache = new ObjectSerializationCache();
    ByteBuffer buffer = ByteBuffer.allocate(message.size(cache, version));
    message.write(new ByteBufferAccessor(buffer), cache, version);
    return buffer.array();
  }
}

package io.jackdaw.kafka.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.ClusterImages;
import io.jackdaw.kafka.FakeClusterView;
import io.jackdaw.kafka.acl.AccessRules;
import io.jackdaw.kafka.api.ApiHandler;
import io.jackdaw.kafka.api.ApiHandlers;
import io.jackdaw.kafka.api.ApiVersionsHandler;
import io.jackdaw.kafka.api.CloseConnectionException;
import io.jackdaw.kafka.quota.ClientQuotas;
import io.jackdaw.net.EventLoops;
import io.jackdaw.net.Listener;
import io.jackdaw.net.ListenerConfig;
import io.jackdaw.security.SubjectRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.NotCoordinatorException;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The handshake and its traps, in bytes, over a socket. */
class KafkaConnectionHandlerTest {
  /** Heartbeat v0: correlation id 7, client id "cc", group "g", generation 1, member "m". */
  private static final String HEARTBEAT = "000c 0000 00000007 0002 6363 0001 67 00000001 0001 6d";

  /** Fetch v4: correlation id 8, client id "cc", waits up to a second, no topics. */
  private static final String FETCH =
      "0001 0004 00000008 0002 6363 ffffffff 000003e8 00000001 00100000 00 00000000";

  private final BlockingQueue<CompletableFuture<ApiMessage>> stages = new LinkedBlockingQueue<>();
  private final FakeClusterView cluster = new FakeClusterView();
  private final FakeHandler heartbeat =
      new FakeHandler(
          ApiKeys.HEARTBEAT,
          this::later,
          error -> new HeartbeatResponseData().setErrorCode(error.code()));
  private final FakeHandler produce =
      new FakeHandler(
          ApiKeys.PRODUCE,
          request -> CompletableFuture.completedFuture(null),
          error -> new ProduceResponseData());

  private final FakeHandler fetch =
      new FakeHandler(
          ApiKeys.FETCH, this::later, error -> new FetchResponseData().setErrorCode(error.code()));

  private final List<Object> open = new ArrayList<>();
  private EventLoops loops;
  private Listener listener;

  @BeforeEach
  void listen() {
    loops = new EventLoops(1);
    List<ApiHandler<?, ?>> handlers = new ArrayList<>(List.of(heartbeat, produce, fetch));
    handlers.add(new ApiVersionsHandler(cluster, 0, List.copyOf(handlers)));
    ApiHandlers registry = new ApiHandlers(handlers);
    listener =
        Listener.bind(
            loops,
            new ListenerConfig(
                "kafka",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                1 << 20,
                100,
                0,
                0,
                0),
            connection ->
                new KafkaConnectionHandler(
                    connection,
                    "PLAINTEXT",
                    SubjectRules.DEFAULT,
                    registry,
                    ClientQuotas.NONE,
                    AccessRules.NONE));
  }

  @AfterEach
  void stop() throws Exception {
    for (Object client : open) {
      ((AutoCloseable) client).close();
    }
    listener.close();
    loops.close();
  }

  private CompletableFuture<ApiMessage> later(ApiMessage request) {
    CompletableFuture<ApiMessage> stage = new CompletableFuture<>();
    stages.add(stage);
    return stage;
  }

  private RawClient client() throws IOException {
    RawClient client = new RawClient(listener.port());
    open.add(client);
    return client;
  }

  private CompletableFuture<ApiMessage> stage() throws InterruptedException {
    return stages.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void answersAnUnknownVersionOfApiVersionsInVersion0WithTheRangeToAskFor() throws IOException {
    String reply = client().send("0012 0063 0000002a ffff 00 ff").receive();

    // correlation id 42, error 35, one api: key 18, versions 0 to 5
    assertThat(reply).isEqualTo("0000002a" + "0023" + "00000001" + "0012" + "0000" + "0005");
  }

  @Test
  void answersApiVersionsWithAHeaderWithoutTagsAlsoWhereItsBodyHasThem() throws IOException {
    // v3: client id "cc" in the old form, no tags, software name "a" and version "1" compact
    String reply = client().send("0012 0003 00000001 0002 6363 00 02 61 02 31 00").receive();

    // correlation id, error 0, 4 apis + 1: Produce 0-13, Fetch 4-18, Heartbeat 0-4, ApiVersions
    // 0-5;
    // throttle time, then the tag of the epoch of finalized features
    assertThat(reply)
        .isEqualTo(
            "00000001"
                + "0000"
                + "05"
                + "0000"
                + "0000"
                + "000d"
                + "00"
                + "0001"
                + "0004"
                + "0012"
                + "00"
                + "000c"
                + "0000"
                + "0004"
                + "00"
                + "0012"
                + "0000"
                + "0005"
                + "00"
                + "00000000"
                + "01"
                + "01"
                + "08"
                + "0000000000000000");
  }

  @Test
  void stepsOverTaggedFieldsItDoesNotKnowInARequestHeader() throws IOException {
    String reply =
        client().send("0012 0003 00000001 0002 6363 01 7b 03 010203 02 61 02 31 00").receive();

    assertThat(reply).startsWith("00000001" + "0000" + "05");
  }

  @Test
  void refusesAClientThatDoesNotNameItsSoftwareAsItMust() throws IOException {
    String reply = client().send("0012 0003 00000001 ffff 00 01 02 31 00").receive();

    assertThat(reply).startsWith("00000001" + "002a");
  }

  @Test
  void sendsAMisroutedClientBackToItsBootstrapServers() throws IOException {
    cluster.publish(new ClusterImages().build());

    assertThat(errorOfApiVersions(ClusterImages.CLUSTER_ID, 0)).isEqualTo(Errors.NONE);
    assertThat(errorOfApiVersions(ClusterImages.CLUSTER_ID, 1))
        .isEqualTo(Errors.REBOOTSTRAP_REQUIRED);
    assertThat(errorOfApiVersions("another", 0)).isEqualTo(Errors.REBOOTSTRAP_REQUIRED);
    assertThat(errorOfApiVersions(ClusterImages.CLUSTER_ID, -1)).isEqualTo(Errors.NONE);
    assertThat(errorOfApiVersions("another", -1)).isEqualTo(Errors.NONE);
  }

  private Errors errorOfApiVersions(String clusterId, int nodeId) throws IOException {
    byte[] id = clusterId.getBytes(StandardCharsets.UTF_8);
    ByteBuffer request = ByteBuffer.allocate(64 + id.length);
    request.putShort((short) 18).putShort((short) 5).putInt(1).putShort((short) -1).put((byte) 0);
    request.put((byte) 2).put((byte) 'a').put((byte) 2).put((byte) '1');
    request.put((byte) (id.length + 1)).put(id).putInt(nodeId).put((byte) 0).flip();
    byte[] frame = new byte[request.remaining()];
    request.get(frame);
    ByteBuffer reply = ByteBuffer.wrap(client().send(frame).receiveBytes()).position(4);
    return Errors.forCode(
        new ApiVersionsResponseData(new ByteBufferAccessor(reply), (short) 5).errorCode());
  }

  @Test
  void advertisesProduceFromVersion0ButClosesOnVersionsBefore3() throws IOException {
    RawClient client = client();

    assertThat(client.send("0012 0000 00000001 ffff").receive())
        .isEqualTo(
            "00000001"
                + "0000"
                + "00000004"
                + "00000000000d"
                + "000100040012"
                + "000c00000004"
                + "001200000005");
    assertThat(client.send("0000 0002 00000002 ffff 0001 00000000 00000000").isHungUpOn()).isTrue();
  }

  @Test
  void tellsTheHandlerWhoAsks() throws Exception {
    client().send(HEARTBEAT);
    assertThat(stage()).isNotNull();

    assertThat(heartbeat.contexts)
        .singleElement()
        .satisfies(
            context -> {
              assertThat(context.clientId()).isEqualTo("cc");
              assertThat(context.version()).isZero();
              assertThat(context.correlationId()).isEqualTo(7);
              assertThat(context.listener()).isEqualTo("PLAINTEXT");
              assertThat(context.clientAddress().isLoopbackAddress()).isTrue();
            });
  }

  @Test
  void repliesInRequestOrderWhateverTheOrderOfCompletion() throws Exception {
    RawClient client = client();
    client.send(HEARTBEAT).send(HEARTBEAT.replace("00000007", "00000008"));
    CompletableFuture<ApiMessage> first = stage();
    CompletableFuture<ApiMessage> second = stage();

    second.complete(new HeartbeatResponseData().setErrorCode((short) 22));
    first.complete(new HeartbeatResponseData());

    assertThat(client.receive()).isEqualTo("00000007" + "0000");
    assertThat(client.receive()).isEqualTo("00000008" + "0016");
  }

  @Test
  void answersARefusalWithItsErrorAndABugWithUnknownServerError() throws Exception {
    RawClient client = client();
    client.send(HEARTBEAT).send(HEARTBEAT);

    stage().completeExceptionally(new NotCoordinatorException("moved"));
    stage().completeExceptionally(new IllegalStateException("expected by this test"));

    assertThat(client.receive()).isEqualTo("00000007" + "0010");
    assertThat(client.receive()).isEqualTo("00000007" + "ffff");
  }

  @Test
  void closesWithoutAnAnswerWhereAHandlerWantsThat() throws Exception {
    RawClient client = client();
    client.send(HEARTBEAT);

    stage().completeExceptionally(new CloseConnectionException("expected by this test"));

    assertThat(client.isHungUpOn()).isTrue();
  }

  @Test
  void sendsNothingForARequestThatWantsNoReply() throws Exception {
    RawClient client = client();
    // Produce v3, acks 0, no topics: answered by null
    client.send("0000 0003 00000001 ffff ffff 0000 00000000 00000000").send(HEARTBEAT);
    stage().complete(new HeartbeatResponseData());

    assertThat(client.receive()).isEqualTo("00000007" + "0000");
  }

  @Test
  void badInputClosesItsOwnConnectionOnly() throws Exception {
    RawClient bystander = client();
    bystander.send(HEARTBEAT);
    CompletableFuture<ApiMessage> pending = stage();
    List<String> bad =
        List.of(
            "00", // no header
            "7fff 0000 00000001 ffff", // unknown api key
            "ffff 0000 00000001 ffff", // negative api key
            "0001 0004 00000001 ffff", // an api that is not registered
            "000c 0000 00000001 7fff 00", // client id longer than the frame
            "000c 0000 00000001 ffff 0001", // body that ends in a string
            "000c 0004 00000001 ffff 00 ffffffff0f", // string longer than the frame
            "000c 0004 00000001 ffff ffffffffff"); // endless number of tags
    for (String frame : bad) {
      assertThat(client().send(frame).isHungUpOn()).as(frame).isTrue();
    }

    pending.complete(new HeartbeatResponseData());
    assertThat(bystander.receive()).isEqualTo("00000007" + "0000");
  }

  @Test
  void randomBytesNeverDisturbTheOthers() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      byte[] frame = new byte[random.nextInt(200)];
      random.nextBytes(frame);
      if (frame.length > 4 && random.nextBoolean()) {
        frame[0] = 0;
        frame[1] = (byte) (random.nextBoolean() ? 12 : 18);
        frame[2] = 0;
        frame[3] = (byte) random.nextInt(6);
      }
      try (RawClient client = new RawClient(listener.port())) {
        client.send(frame);
      }
    }
    stages.clear();

    assertThat(client().send("0012 0000 00000009 ffff").receive()).startsWith("00000009" + "0000");
  }

  @Test
  void readsTheSameClientIdOnce() throws Exception {
    ClientIdReader reader = new ClientIdReader();
    ByteBuffer one = ByteBuffer.wrap(HexFormat.of().parseHex("00026363"));
    ByteBuffer other = ByteBuffer.wrap(HexFormat.of().parseHex("00026364"));

    String first = reader.read(one.duplicate());

    assertThat(reader.read(one.duplicate())).isSameAs(first).isEqualTo("cc");
    assertThat(reader.read(other)).isEqualTo("cd");
    assertThat(reader.read(ByteBuffer.wrap(new byte[] {-1, -1}))).isEmpty();
  }

  @Test
  void takesNothingBehindAFetchThatWaitsSoThatNoAnswerIsOlderThanTheOneBefore() throws Exception {
    RawClient client = client().send(FETCH);
    CompletableFuture<ApiMessage> fetched = stage();
    client.send(HEARTBEAT).send(HEARTBEAT);
    client().send(HEARTBEAT);
    stage().complete(new HeartbeatResponseData());
    assertThat(heartbeat.contexts).as("another connection's").hasSize(1);

    fetched.complete(new FetchResponseData());

    assertThat(client.receive()).startsWith("00000008");
    stage().complete(new HeartbeatResponseData());
    stage().complete(new HeartbeatResponseData());
    assertThat(client.receive()).startsWith("00000007");
    assertThat(client.receive()).startsWith("00000007");
  }
}

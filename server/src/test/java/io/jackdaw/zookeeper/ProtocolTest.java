package io.jackdaw.zookeeper;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.zookeeper.RawClient.Reply;
import io.jackdaw.zookeeper.RawClient.Session;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.AuthId;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.OpCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Apache's client never sends, or hides: bytes in, bytes out. */
class ProtocolTest {
  private final RunningService server =
      new RunningService(
          Map.of(
              "DigestAuthenticationProvider.superDigest",
              "super:D/InIHSb7yEEbrWz8b9l71RjZJU=",
              "maxSessionTimeout",
              "20000"));

  @AfterEach
  void stop() {
    server.close();
  }

  private RawClient connected() throws IOException {
    RawClient client = new RawClient(server.port());
    client.connect();
    return client;
  }

  private static ByteBuffer watching(String path, boolean watch) {
    return new JuteWriter().writeString(path).writeBoolean(watch).written();
  }

  @Test
  void negotiatesTheTimeoutIntoItsRange() throws IOException {
    int[][] cases = {{1, 500}, {5000, 5000}, {1_000_000, 20_000}, {-5, 500}};
    for (int[] each : cases) {
      try (RawClient client = new RawClient(server.port())) {
        assertThat(client.connect(0, each[0], 0, new byte[16], true).timeoutMs())
            .isEqualTo(each[1]);
      }
    }
  }

  @Test
  void answersAnOldClientWithoutTheReadOnlyByte() throws IOException {
    try (RawClient young = new RawClient(server.port());
        RawClient old = new RawClient(server.port())) {
      Session full = young.connect(0, 5000, 0, new byte[16], true);
      Session shorter = old.connect(0, 5000, 0, new byte[16], false);

      assertThat(full.bytes()).isEqualTo(37);
      assertThat(shorter.bytes()).isEqualTo(36);
      assertThat(old.call(OpCode.PING, Requests.nothing()).error()).isZero();
    }
  }

  @Test
  void refusesAClientThatHasSeenMore() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      JuteWriter connect = new JuteWriter();
      connect.writeInt(0).writeLong(1L << 60).writeInt(5000).writeLong(0).writeBuffer(new byte[16]);
      client.sendFrame(connect.written());

      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void eachCommandAlsoAFailingOneHasAZxidOfItsOwn() throws IOException {
    try (RawClient client = connected()) {
      Reply created = client.call(OpCode.CREATE, Requests.create("/a", null, 0));
      Reply refused = client.call(OpCode.CREATE, Requests.create("/a", null, 0));
      Reply set = client.call(OpCode.SET_DATA, Requests.setData("/a", null, -1));

      assertThat(refused.error()).isEqualTo(-110);
      assertThat(refused.zxid()).isEqualTo(created.zxid() + 1);
      assertThat(set.zxid()).isEqualTo(created.zxid() + 2);
      assertThat(client.call(OpCode.EXISTS, watching("/a", false)).zxid()).isEqualTo(set.zxid());
    }
  }

  @Test
  void aNotificationCarriesTheZxidOfItsChangeAndComesBeforeTheReply() throws IOException {
    try (RawClient client = connected()) {
      client.call(OpCode.EXISTS, watching("/a", true));
      client.send(OpCode.CREATE, Requests.create("/a", null, 0));

      Reply event = client.read();
      Reply reply = client.read();
      assertThat(event.xid()).isEqualTo(-1);
      assertThat(event.zxid()).isEqualTo(reply.zxid());
      assertThat(event.body().readInt()).as("NodeCreated").isEqualTo(1);
      assertThat(event.body().readInt()).as("SyncConnected").isEqualTo(3);
      assertThat(event.body().readString()).isEqualTo("/a");
    }
  }

  @Test
  void tellsAReturningClientWhatItMissed() throws IOException {
    try (RawClient client = connected()) {
      long seen = client.call(OpCode.CREATE, Requests.create("/a", null, 0)).zxid();
      client.call(OpCode.SET_DATA, Requests.setData("/a", null, -1));
      JuteWriter watches = new JuteWriter().writeLong(seen);
      watches.writeVector(List.of("/a", "/gone", "/zookeeper"), JuteWriter::writeString);
      watches.writeVector(List.of("/a", "/never"), JuteWriter::writeString);
      watches.writeVector(List.of("/a"), JuteWriter::writeString);
      client.send(OpCode.SET_WATCHES, watches.written());

      assertThat(eventOf(client.read())).isEqualTo("3 /a -1");
      assertThat(eventOf(client.read())).isEqualTo("2 /gone -1");
      assertThat(eventOf(client.read())).isEqualTo("1 /a -1");
      assertThat(client.read().xid()).as("the reply itself").isPositive();
      assertThat(server.service().view().figures().watches()).isEqualTo(3);
    }
  }

  private static String eventOf(Reply event) {
    int type = event.body().readInt();
    event.body().readInt();
    return type + " " + event.body().readString() + " " + event.zxid();
  }

  @Test
  void aPingIsAnsweredUnderItsOwnXid() throws IOException {
    try (RawClient client = connected()) {
      assertThat(client.call(OpCode.PING, Requests.nothing()).xid()).isEqualTo(-2);
    }
  }

  @Test
  void aTimeToLiveMustFitItsMode() throws IOException {
    try (RunningService extended = new RunningService(Map.of("extendedTypesEnabled", "true"));
        RawClient client = new RawClient(extended.port())) {
      client.connect();
      long[][] refused = {{4, -1}, {0, 1000}, {5, 0}, {5, -1}, {6, 1L << 40}};
      for (long[] each : refused) {
        ByteBuffer create = Requests.create("/t", null, (int) each[0]);
        ByteBuffer body = new JuteWriter().writeRaw(create).writeLong(each[1]).written();
        assertThat(client.call(OpCode.CREATE_TTL, body).error())
            .as("mode %d, %d ms", each[0], each[1])
            .isEqualTo(-8);
      }
    }
  }

  @Test
  void refusesWhatItDoesNotKnowAndCloses() throws IOException {
    for (int code : new int[] {13, 20, 999, -10}) {
      try (RawClient client = connected()) {
        client.send(code, Requests.pathAndVersion("/", -1));
        assertThat(client.read().error()).isEqualTo(-6);
        assertThat(client.isClosedByServer()).isTrue();
      }
    }
  }

  @Test
  void aBodyThatCannotBeReadIsAnsweredAndTheConnectionGoesOn() throws IOException {
    try (RawClient client = connected()) {
      assertThat(client.call(OpCode.CREATE, ByteBuffer.allocate(2)).error()).isEqualTo(-5);
      assertThat(client.call(OpCode.GET_DATA, ByteBuffer.allocate(0)).error()).isEqualTo(-5);
      assertThat(client.call(OpCode.PING, Requests.nothing()).error()).isZero();
    }
  }

  @Test
  void closesOneConnectionOnNonsenseAndServesTheOthers() throws IOException {
    try (RawClient innocent = connected()) {
      Random random = new Random(42);
      for (int i = 0; i < 50; i++) {
        try (RawClient client = new RawClient(server.port())) {
          byte[] junk = new byte[64];
          random.nextBytes(junk);
          junk[0] |= (byte) 0x80; // A negative length.
          client.sendBytes(junk);
          assertThat(client.isClosedByServer()).isTrue();
        }
      }
      try (RawClient client = connected()) {
        client.sendBytes(ByteBuffer.allocate(4).putInt(0x100000).array());
        assertThat(client.isClosedByServer()).as("a frame over jute.maxbuffer").isTrue();
      }
      assertThat(innocent.call(OpCode.PING, Requests.nothing()).error()).isZero();
    }
  }

  @Test
  void aclsAreEnforcedWithTheRightCodes() throws IOException {
    List<Acl> mine = List.of(new Acl(Acl.ALL, new AuthId("auth", "")));
    List<Acl> unknown = List.of(new Acl(Acl.ALL, new AuthId("martian", "x")));
    try (RawClient owner = connected();
        RawClient stranger = connected();
        RawClient root = connected()) {
      assertThat(owner.call(OpCode.CREATE, Requests.create("/a", null, 0, mine)).error())
          .as("nothing proven yet")
          .isEqualTo(-114);
      assertThat(owner.call(OpCode.CREATE, Requests.create("/a", null, 0, unknown)).error())
          .isEqualTo(-114);
      assertThat(owner.call(OpCode.AUTH, auth("digest", "alice:secret")).error()).isZero();
      assertThat(owner.call(OpCode.CREATE, Requests.create("/a", null, 0, mine)).error()).isZero();

      assertThat(stranger.call(OpCode.GET_DATA, watching("/a", false)).error()).isEqualTo(-102);
      assertThat(stranger.call(OpCode.SET_DATA, Requests.setData("/a", null, -1)).error())
          .isEqualTo(-102);
      assertThat(owner.call(OpCode.GET_DATA, watching("/a", false)).error()).isZero();
      root.call(OpCode.AUTH, auth("digest", "super:test"));
      assertThat(root.call(OpCode.SET_DATA, Requests.setData("/a", null, -1)).error()).isZero();

      assertThat(stranger.call(OpCode.AUTH, auth("martian", "x")).error()).isEqualTo(-115);
      assertThat(stranger.isClosedByServer()).isTrue();
    }
  }

  private static ByteBuffer auth(String scheme, String proof) {
    return new JuteWriter()
        .writeInt(0)
        .writeString(scheme)
        .writeBuffer(proof.getBytes(US_ASCII))
        .written();
  }

  @Test
  void aClosedSessionIsAnsweredAndGoneWithItsZnodes() throws IOException {
    try (RawClient client = connected();
        RawClient other = connected()) {
      client.call(OpCode.CREATE, Requests.create("/mine", null, 1));
      assertThat(client.call(OpCode.CLOSE_SESSION, Requests.nothing()).error()).isZero();
      assertThat(client.isClosedByServer()).isTrue();
      assertThat(other.call(OpCode.EXISTS, watching("/mine", false)).error()).isEqualTo(-101);
    }
  }

  @Test
  void fourLetterWordsAreAnsweredAsTheWhitelistSays() throws IOException {
    assertThat(word(server.port(), "ruok")).isEqualTo("imok");
    assertThat(word(server.port(), "mntr")).contains("zk_server_state\tstandalone");
    assertThat(word(server.port(), "conf")).contains("clientPort=" + server.port());
    try (RunningService silent = new RunningService(Map.of("4lw.commands.whitelist", ""))) {
      assertThat(word(silent.port(), "srvr")).contains("Mode: standalone");
      assertThat(word(silent.port(), "ruok"))
          .isEqualTo("ruok is not executed because it is not in the whitelist.\n");
    }
  }

  private static String word(int port, String word) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(word.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }
}

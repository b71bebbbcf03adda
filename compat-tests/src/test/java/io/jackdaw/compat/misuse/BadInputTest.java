package io.jackdaw.compat.misuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.RawConnection;
import io.jackdaw.compat.rig.WireBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What peers send that cannot be understood costs them their connection and one line in the log; a
 * {@link Bystander} works on through all of it.
 */
class BadInputTest {
  private static final byte[] HTTP =
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final short UNSUPPORTED_VERSION = 35;
  private static final int METADATA = 3;
  private static final int API_VERSIONS = 18;

  private static JackdawProcess server;
  private static Bystander bystander;

  @BeforeAll
  static void start() {
    server = JackdawProcess.fresh("bad-input");
    bystander = new Bystander(server);
    await().atMost(Duration.ofSeconds(60)).until(() -> bystander.rounds() > 1);
  }

  @AfterAll
  static void everybodyElseIsUndisturbed() {
    if (server == null) {
      return;
    }
    try {
      bystander.assertUndisturbed(Duration.ofSeconds(5));
    } finally {
      server.close();
    }
  }

  @Test
  void randomBytesCloseTheConnectionOnBothPorts() throws IOException {
    Random random = new Random(20260802);
    for (int round = 0; round < 20; round++) {
      byte[] noise = new byte[64];
      random.nextBytes(noise);
      noise[0] = (byte) (0x40 | noise[0] & 0x3f); // A length far above every limit.
      refused(server.kafkaPort(), connection -> connection.send(noise));
      refused(server.zooKeeperPort(), connection -> connection.send(noise));
    }
  }

  @Test
  void wordsOfAnotherProtocolCloseTheConnection() throws IOException {
    refused(server.kafkaPort(), connection -> connection.send(HTTP));
    refused(server.zooKeeperPort(), connection -> connection.send(HTTP));
  }

  @Test
  void oversizedAndNegativeFramesAreNotWaitedFor() throws IOException {
    for (int length : List.of(Integer.MAX_VALUE, 200_000_000, -1, Integer.MIN_VALUE)) {
      refused(server.kafkaPort(), connection -> connection.sendLength(length));
      refused(server.zooKeeperPort(), connection -> connection.sendLength(length));
    }
  }

  @Test
  void unknownApiAndVersionCloseTheConnection() throws IOException {
    refused(
        server.kafkaPort(),
        connection -> connection.sendFrame(WireBytes.kafkaHeader(9999, 0).toBytes()));
    refused(
        server.kafkaPort(),
        connection -> connection.sendFrame(WireBytes.kafkaHeader(-1, 0).toBytes()));
    refused(
        server.kafkaPort(),
        connection -> connection.sendFrame(WireBytes.kafkaHeader(METADATA, 999).toBytes()));
  }

  @Test
  void unknownVersionOfApiVersionsIsAnsweredWithTheKnownOnes() throws IOException {
    try (RawConnection connection = new RawConnection(server.kafkaPort())) {
      connection.sendFrame(WireBytes.kafkaHeader(API_VERSIONS, 999).toBytes());

      ByteBuffer answer = ByteBuffer.wrap(connection.receiveFrame());

      assertThat(answer.getInt()).isEqualTo(7);
      assertThat(answer.getShort()).isEqualTo(UNSUPPORTED_VERSION);
      assertThat(answer.getInt()).isPositive();
    }
  }

  @Test
  void bodiesThatDoNotParseCloseTheConnection() throws IOException {
    byte[] metadata =
        WireBytes.kafkaHeader(METADATA, 1).int32(Integer.MAX_VALUE).int16(3).toBytes();
    refused(server.kafkaPort(), connection -> connection.sendFrame(metadata));
    refused(server.kafkaPort(), connection -> connection.sendFrame(new byte[] {0, 3}));

    refused(server.zooKeeperPort(), connection -> connection.sendFrame(new byte[] {1, 2, 3}));
    refused(
        server.zooKeeperPort(),
        connection -> {
          connect(connection);
          // getData with a path of two thousand million bytes.
          connection.sendFrame(
              new WireBytes().int32(1).int32(4).int32(2_000_000_000).int8('/').toBytes());
        });
  }

  @Test
  void unknownOperationOfASessionEndsIt() throws IOException {
    refused(
        server.zooKeeperPort(),
        connection -> {
          connect(connection);
          connection.sendFrame(new WireBytes().int32(1).int32(9999).toBytes());
        });
  }

  @Test
  void oldConnectRequestIsAnsweredWithoutTheNewByte() throws IOException {
    try (RawConnection connection = new RawConnection(server.zooKeeperPort())) {
      connection.sendFrame(WireBytes.oldZooKeeperConnect(10_000).toBytes());

      assertThat(connection.receiveFrame()).hasSize(4 + 4 + 8 + 4 + 16);
    }
  }

  @Test
  void halfClosedAndTruncatedConnectionsAreClosedQuietly() throws IOException {
    for (int port : List.of(server.kafkaPort(), server.zooKeeperPort())) {
      try (RawConnection connection = new RawConnection(port)) {
        connection.halfClose().awaitClosed();
      }
      try (RawConnection connection = new RawConnection(port)) {
        connection.sendLength(100).send(new byte[10]).halfClose().awaitClosed();
      }
    }
  }

  @Test
  void manyHalfOpenConnectionsHoldNobodyUp() throws IOException {
    List<RawConnection> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        silent.add(new RawConnection(server.kafkaPort()).sendLength(1_000_000).send((byte) 0));
        silent.add(new RawConnection(server.zooKeeperPort()).sendLength(40).send((byte) 0));
      }
      int before = bystander.rounds();

      await().atMost(Duration.ofSeconds(20)).until(() -> bystander.rounds() > before + 2);
    } finally {
      for (RawConnection connection : silent) {
        connection.close();
      }
    }
  }

  private interface Misuse {
    void commit(RawConnection connection) throws IOException;
  }

  /** One closed connection, one line in the log that names it, no stack trace. */
  private static void refused(int port, Misuse misuse) throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      String peer = "127.0.0.1:" + connection.localPort();
      long before = linesAbout(peer); // An earlier connection may have had this port.
      misuse.commit(connection);
      connection.awaitClosed();

      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(linesAbout(peer)).isEqualTo(before + 1));
      assertThat(server.log()).doesNotContain("\tat ");
    }
  }

  private static long linesAbout(String peer) {
    return server.log().lines().filter(line -> line.contains(peer)).count();
  }

  private static void connect(RawConnection connection) throws IOException {
    connection.sendFrame(WireBytes.oldZooKeeperConnect(10_000).toBytes());
    connection.receiveFrame();
  }
}

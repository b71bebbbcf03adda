package io.jackdaw.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes over a socket: the node refuses it, or closes that connection; it logs no error,
 * sets no more memory aside than fits what it was sent, and goes on serving others at once.
 */
class ProtocolFuzzTest {
  private static final int MIN_INPUTS = 20;
  private static final int BYSTANDER_MS = 5_000;

  /** What one small request may cause: a topic with its log, a group, a session. */
  private static final long FIXED_BYTES = 48L << 20;

  private static final int BYTES_PER_BYTE = 2_000;
  private static final int TAG = 0x7e577e57;
  private static final byte[] API_VERSIONS =
      ByteBuffer.allocate(10).putShort((short) 18).putShort((short) 0).putInt(TAG).array();
  private static final int PING_XID = -2;
  private static final byte[] PING = ByteBuffer.allocate(8).putInt(PING_XID).putInt(11).array();
  private static final byte[] CONNECT =
      HexFormat.of()
          .parseHex(
              "00000000"
                  + "0".repeat(16)
                  + "00001388"
                  + "0".repeat(16)
                  + "00000010"
                  + "0".repeat(32)
                  + "00");

  private FuzzedNode node;
  private @Nullable FuzzedConnection bystander;

  @BeforeEach
  void start() {
    node = new FuzzedNode();
  }

  @AfterEach
  void stop() throws IOException {
    if (bystander != null) {
      bystander.close();
    }
    node.close();
  }

  @Test
  void kafkaRequests() {
    Port port = new Port(false);

    long fed = Fuzzing.run(Corpus.read("kafka-found"), Corpus.read("kafka"), port::feed);

    assertThat(fed).isGreaterThan(MIN_INPUTS);
  }

  @Test
  void zooKeeperRequests() {
    List<byte[]> valid = new ArrayList<>(Corpus.read("zookeeper"));
    valid.add(CONNECT);
    Port port = new Port(true);

    long fed = Fuzzing.run(Corpus.read("zookeeper-found"), valid, port::feed);

    assertThat(fed).isGreaterThan(MIN_INPUTS);
  }

  /** One of the two ports, with a connection that is used until it is closed. */
  private final class Port {
    private final boolean zooKeeper;
    private @Nullable FuzzedConnection connection;
    private int fed;

    Port(boolean zooKeeper) {
      this.zooKeeper = zooKeeper;
    }

    void feed(byte[] input) throws IOException {
      if (node.renewIfGrown()) {
        drop();
        bystander = null;
      }
      FuzzedConnection open = connection == null ? open() : connection;
      long before = node.allocatedBytes();
      boolean alive = feed(open, input);
      long allocated = node.allocatedBytes() - before;
      if (alive) {
        connection = open;
      } else {
        open.close();
        connection = null;
      }
      assertThat(node.takeErrors()).extracting(Object::toString).isEmpty();
      assertThat(allocated)
          .as("allocated for %d bytes", input.length)
          .isLessThan(FIXED_BYTES + (long) BYTES_PER_BYTE * input.length);
      if (!alive || ++fed % 100 == 0) {
        assertThat(bystanderIsServed()).as("a bystander is served").isTrue();
      }
    }

    private boolean feed(FuzzedConnection open, byte[] input) {
      try {
        boolean cutShort = fed % 16 == 15;
        open.send(cutShort ? input : FuzzedConnection.framed(input));
        open.send(FuzzedConnection.framed(zooKeeper ? PING : API_VERSIONS));
        return open.awaitReply(zooKeeper ? PING_XID : TAG);
      } catch (IOException closedAlready) {
        return false;
      }
    }

    private FuzzedConnection open() throws IOException {
      FuzzedConnection opened =
          new FuzzedConnection(zooKeeper ? node.zooKeeperPort() : node.kafkaPort());
      if (zooKeeper && fed % 8 != 7) {
        opened.send(FuzzedConnection.framed(CONNECT));
      }
      return opened;
    }

    private void drop() throws IOException {
      if (connection != null) {
        connection.close();
        connection = null;
      }
    }

    private boolean bystanderIsServed() throws IOException {
      FuzzedConnection other = bystander;
      if (other == null) {
        other = new FuzzedConnection(zooKeeper ? node.zooKeeperPort() : node.kafkaPort());
        bystander = other;
        if (zooKeeper) {
          other.send(FuzzedConnection.framed(CONNECT));
        }
      }
      other.send(FuzzedConnection.framed(zooKeeper ? PING : API_VERSIONS));
      return other.awaitReply(zooKeeper ? PING_XID : TAG, BYSTANDER_MS);
    }
  }
}

package io.jackdaw.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.zookeeper.op.CommandDescription;
import io.jackdaw.zookeeper.wire.OpCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Golden bytes of what lies on disks: see {@code docs/formats}. */
class FormatsTest {
  private static final String COMMAND =
      "02" // version
          + "00000001" // create
          + "01" // server
          + "0000000000000005" // session
          + "00000007" // xid
          + "00000000000003e8" // time
          + "06" // extended types, quota
          + "00000001" // one id
          + "00000002"
          + "6970" // ip
          + "00000009"
          + "3132372e302e302e31" // 127.0.0.1
          + "00000002"
          + "2f61" // /a
          + "00000001"
          + "2a" // data
          + "00000001"
          + "0000001f"
          + "00000005"
          + "776f726c64"
          + "00000006"
          + "616e796f6e65"
          + "00000002"; // persistent, sequential

  @Test
  void aCommandHasTheseBytes() {
    Replica replica = new Replica();
    ByteBuffer bytes =
        replica.encode(OpCode.CREATE, 5, 1000, Requests.create("/a", new byte[] {42}, 2));

    assertThat(hex(bytes)).isEqualTo(COMMAND);
  }

  @Test
  void aCommandCanBeDescribed() {
    ByteBuffer command = ByteBuffer.wrap(HexFormat.of().parseHex(COMMAND));

    assertThat(CommandDescription.of(command))
        .isEqualTo("create /a session=0x5 xid=7 time=1970-01-01T00:00:01Z");
    assertThat(CommandDescription.of(ByteBuffer.allocate(3)))
        .startsWith("not a command of the znode tree");
  }

  @Test
  void aSnapshotHasTheseBytes() throws IOException {
    Replica replica = new Replica();
    replica.apply(OpCode.CREATE_SESSION, 5, 1000, Requests.timeout(4000));
    replica.apply(OpCode.CREATE, 5, 1000, Requests.create("/a", null, 1));
    String snapshot = hex(ByteBuffer.wrap(Replica.bytesOf(replica.snapshot())));

    assertThat(snapshot)
        .startsWith(
            "4a445452"
                + "00000003"
                + "0000000100000002" // magic, version, zxid
                + "00000001"
                + "0000000000000005"
                + "00000fa0"
                + "01") // one session, on server 1
        .endsWith("00" + "0000000000000005"); // the end, after five znodes
    assertThat(snapshot)
        .contains("02" + "00000002" + "2f61" + "ffffffff") // znode, /a, null
        .contains(
            "0000000100000002".repeat(3) // czxid, mzxid, pzxid
                + "00000000000003e8".repeat(2) // ctime, mtime
                + "00000000".repeat(3) // version, creations, aversion
                + "0000000000000005" // owner
                + "0000000100000002"); // touched
  }

  @Test
  void aDamagedSnapshotIsRefused() throws IOException {
    byte[] snapshot = Replica.bytesOf(new Replica().snapshot());

    for (int length = 0; length < snapshot.length; length += 7) {
      byte[] cut = Arrays.copyOf(snapshot, length);
      assertThatThrownBy(() -> Replica.restored(cut)).isInstanceOf(IOException.class);
    }
    byte[] other = snapshot.clone();
    other[0] ^= 1;
    assertThatThrownBy(() -> Replica.restored(other)).hasMessageContaining("not a snapshot");
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }
}

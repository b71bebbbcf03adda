package io.jackdaw.kafka.share.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.kafka.coordinator.CoordinatorRecord;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Golden bytes, read off the schemas ShareSnapshot and ShareUpdate. */
class ShareStateRecordCodecTest {
  private static final ShareStateKey KEY = new ShareStateKey("g", new Uuid(1, 2), 3);
  private static final String KEY_BYTES =
      "000167" + "0000000000000001" + "0000000000000002" + "00000003";

  private final ShareStateRecordCodec codec = new ShareStateRecordCodec();

  @Test
  void aSnapshotIsTheseBytes() {
    ShareState state =
        new ShareState(1, 2, 3, 4, 5, 6, 7, List.of(new StateBatch(8, 9, (byte) 2, (short) 10)));

    check(
        new ShareStateRecord.Snapshot(KEY, state),
        "0000" + KEY_BYTES,
        "0000"
            + "00000001"
            + "00000002"
            + "00000003"
            + "0000000000000004"
            + "0000000000000006"
            + "0000000000000007"
            + "02"
            + "0000000000000008"
            + "0000000000000009"
            + "02"
            + "000a"
            + "00"
            + "01000400000005");
  }

  @Test
  void anUpdateIsTheseBytes() {
    check(
        new ShareStateRecord.Update(KEY, 1, 3, -1, ShareState.NO_COUNT, List.of()),
        "0001" + KEY_BYTES,
        "0000" + "00000001" + "00000003" + "ffffffffffffffff" + "01" + "00");
  }

  @Test
  void aTombstoneHasTheKeyOfASnapshot() {
    check(new ShareStateRecord.Tombstone(KEY), "0000" + KEY_BYTES, null);
  }

  @Test
  void otherKindsAndVersionsAreLeftAlone() {
    assertThat(codec.decode(bytes("0002" + KEY_BYTES), bytes("0000"))).isNull();
    assertThat(codec.decode(bytes("0000" + KEY_BYTES), bytes("0001"))).isNull();
  }

  @Test
  void damageIsNamed() {
    assertThatThrownBy(() -> codec.decode(bytes("0000" + KEY_BYTES), bytes("000000000001")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> codec.decode(bytes("00000001"), null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void check(ShareStateRecord record, String key, @Nullable String value) {
    CoordinatorRecord encoded = codec.encode(record);

    assertThat(hex(encoded.key())).isEqualTo(key);
    ByteBuffer stored = encoded.value();
    assertThat(stored == null ? null : hex(stored)).isEqualTo(value);
    assertThat(codec.decode(encoded.key(), encoded.value())).isEqualTo(record);
  }

  private static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }
}

package io.jackdaw.zookeeper.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.net.MalformedFrameException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.jute.BinaryInputArchive;
import org.apache.jute.BinaryOutputArchive;
import org.apache.jute.Record;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.CreateRequest;
import org.junit.jupiter.api.Test;

/** Our codec against the classes that Apache's client and server use. */
class JuteTest {
  @Property(tries = 200)
  void readsWhatApacheWrites(
      @ForAll("texts") String path, @ForAll byte[] data, @ForAll int perms, @ForAll int flags)
      throws IOException {
    ACL acl = new ACL(perms, new Id("digest", path));
    JuteReader reader =
        new JuteReader(ByteBuffer.wrap(apache(new CreateRequest(path, data, List.of(acl), flags))));

    assertThat(reader.readString()).isEqualTo(path);
    assertThat(reader.readBuffer()).isEqualTo(data);
    assertThat(reader.readVector(Acl::read))
        .containsExactly(new Acl(perms, new AuthId("digest", path)));
    assertThat(reader.readInt()).isEqualTo(flags);
    assertThat(reader.remaining()).isZero();
  }

  @Property(tries = 200)
  void writesWhatApacheReads(@ForAll long zxid, @ForAll long time, @ForAll int number)
      throws IOException {
    JuteWriter writer = new JuteWriter();
    Stat.write(
        writer,
        new Stat(zxid, ~zxid, time, ~time, number, ~number, 3, zxid ^ time, 4, 5, zxid + 1));

    org.apache.zookeeper.data.Stat stat = new org.apache.zookeeper.data.Stat();
    stat.deserialize(archive(writer), "stat");
    assertThat(stat)
        .isEqualTo(
            new org.apache.zookeeper.data.Stat(
                zxid, ~zxid, time, ~time, number, ~number, 3, zxid ^ time, 4, 5, zxid + 1));
    assertThat(writer.sizeBytes()).isEqualTo(68);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .ofMaxLength(300)
        .filter(text -> text.chars().noneMatch(c -> Character.isSurrogate((char) c)));
  }

  @Test
  void keepsNullApartFromEmpty() {
    JuteWriter writer = new JuteWriter().writeBuffer(null).writeBuffer(new byte[0]);
    writer.writeString(null).writeString("");

    JuteReader reader = new JuteReader(writer.written());
    assertThat(reader.readBuffer()).isNull();
    assertThat(reader.readBuffer()).isEmpty();
    assertThat(reader.readNullableString()).isNull();
    assertThat(reader.readNullableString()).isEmpty();
  }

  @Test
  void answersAnOldClientWithoutTheReadOnlyByte() throws IOException {
    ConnectResponse apache = new ConnectResponse(0, 4000, 7, new byte[16], false);
    int withByte = apache(apache).length;
    var ours = new io.jackdaw.zookeeper.wire.ConnectResponse(4000, 7, new byte[16], false);

    assertThat(size(ours, true)).isEqualTo(withByte);
    assertThat(size(ours, false)).isEqualTo(withByte - 1);
  }

  private static long size(io.jackdaw.zookeeper.wire.ConnectResponse response, boolean readOnly) {
    var frame = response.toFrame(readOnly);
    long bytes = frame.sizeBytes();
    frame.release();
    return bytes;
  }

  @Test
  void refusesLengthsThatCannotBe() {
    for (int length : new int[] {-2, 5, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      ByteBuffer bytes = ByteBuffer.allocate(8).putInt(0, length);
      assertThatThrownBy(() -> new JuteReader(bytes.duplicate()).readBuffer())
          .isInstanceOf(MalformedFrameException.class);
      assertThatThrownBy(() -> new JuteReader(bytes.duplicate()).readVector(JuteReader::readLong))
          .isInstanceOf(MalformedFrameException.class);
    }
    assertThatThrownBy(() -> new JuteReader(ByteBuffer.allocate(7)).readLong())
        .isInstanceOf(MalformedFrameException.class);
  }

  private static byte[] apache(Record record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    record.serialize(BinaryOutputArchive.getArchive(out), "record");
    return out.toByteArray();
  }

  private static BinaryInputArchive archive(JuteWriter writer) {
    ByteBuffer written = writer.written();
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    return BinaryInputArchive.getArchive(new ByteArrayInputStream(bytes));
  }
}

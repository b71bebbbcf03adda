package io.jackdaw.kafka.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.kafka.coordinator.CoordinatorRecord;
import io.jackdaw.kafka.group.GroupRecord.GroupMetadata;
import io.jackdaw.kafka.group.GroupRecord.GroupTombstone;
import io.jackdaw.kafka.group.GroupRecord.OffsetCommit;
import io.jackdaw.kafka.group.GroupRecord.OffsetTombstone;
import io.jackdaw.kafka.group.GroupSnapshot.MemberSnapshot;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.group.generated.GroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.apache.kafka.coordinator.group.generated.StreamsGroupMetadataKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records are what Apache's own classes, generated from the public schemas, read and write. */
class GroupRecordCodecTest {
  private static final OffsetKey KEY = new OffsetKey("grüppe", "topic", 7);
  private static final MemberSnapshot MEMBER =
      new MemberSnapshot(
          "c-1", "i", "c", "/127.0.0.1", 60_000, 10_000, new byte[] {1, 2}, new byte[] {3});
  private static final GroupSnapshot GROUP =
      new GroupSnapshot("consumer", 3, "range", "c-1", 1_700_000_000_000L, List.of(MEMBER));

  private final GroupRecordCodec codec = new GroupRecordCodec();

  @Test
  void bytesStayWhatTheyAre() {
    CoordinatorRecord offset =
        codec.encode(
            new OffsetCommit(new OffsetKey("g", "t", 1), new CommittedOffset(5, 2, "m", 9, -1)));
    assertThat(hex(offset.key())).isEqualTo("0001" + "000167" + "000174" + "00000001");
    assertThat(hex(offset.value()))
        .isEqualTo("0003" + "0000000000000005" + "00000002" + "00016d" + "0000000000000009");

    CoordinatorRecord group =
        codec.encode(
            new GroupMetadata("g", new GroupSnapshot("consumer", 4, null, null, 9, List.of())));
    assertThat(hex(group.key())).isEqualTo("0002" + "000167");
    assertThat(hex(group.value()))
        .isEqualTo(
            "0003"
                + "0008636f6e73756d6572"
                + "00000004"
                + "ffff"
                + "ffff"
                + "0000000000000009"
                + "00000000");
  }

  @Test
  void tombstonesHaveAKeyOnly() {
    for (GroupRecord record : List.of(new OffsetTombstone(KEY), new GroupTombstone("g"))) {
      CoordinatorRecord encoded = codec.encode(record);

      assertThat(encoded.value()).isNull();
      assertThat(codec.decode(encoded.key(), null)).isEqualTo(record);
    }
  }

  @ParameterizedTest
  @ValueSource(shorts = {0, 1, 2, 3, 4})
  void readsOffsetsOfEveryVersionThatApacheWrites(short version) {
    OffsetCommitValue value =
        new OffsetCommitValue()
            .setOffset(42)
            .setMetadata("métadonnées")
            .setCommitTimestamp(1_700_000_000_000L);
    if (version == 1) {
      value.setExpireTimestamp(1_800_000_000_000L);
    }
    if (version >= 3) {
      value.setLeaderEpoch(6);
    }
    if (version >= 4) {
      value.setTopicId(Uuid.ONE_UUID);
    }
    ByteBuffer key = offsetKey();

    GroupRecord read = codec.decode(key, MessageUtil.toVersionPrefixedByteBuffer(version, value));

    assertThat(read)
        .isEqualTo(
            new OffsetCommit(
                KEY,
                new CommittedOffset(
                    42,
                    version >= 3 ? 6 : -1,
                    "métadonnées",
                    1_700_000_000_000L,
                    version == 1 ? 1_800_000_000_000L : -1)));
  }

  @ParameterizedTest
  @ValueSource(shorts = {0, 1, 2, 3, 4})
  void readsGroupsOfEveryVersionThatApacheWrites(short version) {
    GroupMetadataValue value = apacheGroup(GROUP);
    ByteBuffer key =
        MessageUtil.toVersionPrefixedByteBuffer((short) 0, new GroupMetadataKey().setGroup("g"));
    key.putShort(0, (short) 2);

    GroupRecord read = codec.decode(key, MessageUtil.toVersionPrefixedByteBuffer(version, value));

    MemberSnapshot member =
        new MemberSnapshot(
            "c-1",
            version >= 3 ? "i" : null,
            "c",
            "/127.0.0.1",
            version >= 1 ? 60_000 : 10_000,
            10_000,
            new byte[] {1, 2},
            new byte[] {3});
    assertThat(read)
        .usingRecursiveComparison()
        .isEqualTo(
            new GroupMetadata(
                "g",
                new GroupSnapshot(
                    "consumer",
                    3,
                    "range",
                    "c-1",
                    version >= 2 ? 1_700_000_000_000L : -1,
                    List.of(member))));
  }

  @Property(tries = 200)
  void apacheReadsTheOffsetsThatAreWritten(@ForAll("offsets") CommittedOffset offset) {
    CoordinatorRecord record = codec.encode(new OffsetCommit(KEY, offset));

    ByteBuffer keyBytes = record.key().duplicate();
    assertThat(keyBytes.getShort()).isEqualTo((short) 1);
    OffsetCommitKey key = new OffsetCommitKey(new ByteBufferAccessor(keyBytes), (short) 0);
    assertThat(new OffsetKey(key.group(), key.topic(), key.partition())).isEqualTo(KEY);
    ByteBuffer bytes = record.value().duplicate();
    short version = bytes.getShort();
    OffsetCommitValue value = new OffsetCommitValue(new ByteBufferAccessor(bytes), version);
    assertThat(value.offset()).isEqualTo(offset.offset());
    assertThat(value.metadata()).isEqualTo(offset.metadata());
    assertThat(value.commitTimestamp()).isEqualTo(offset.commitTimestampMs());
    assertThat(value.expireTimestamp()).isEqualTo(offset.expireTimestampMs());
    assertThat(bytes.remaining()).isZero();
    if (offset.expireTimestampMs() < 0) {
      assertThat(value.leaderEpoch()).isEqualTo(offset.leaderEpoch());
      assertThat(codec.decode(record.key(), record.value()))
          .isEqualTo(new OffsetCommit(KEY, offset));
    }
  }

  @Property(tries = 100)
  void apacheReadsTheGroupsThatAreWritten(@ForAll("groups") GroupSnapshot group) {
    CoordinatorRecord record = codec.encode(new GroupMetadata("g", group));

    ByteBuffer bytes = record.value().duplicate();
    GroupMetadataValue value =
        new GroupMetadataValue(new ByteBufferAccessor(bytes), bytes.getShort());

    assertThat(bytes.remaining()).isZero();
    assertThat(value).isEqualTo(apacheGroup(group));
    assertThat(codec.decode(record.key(), record.value()))
        .usingRecursiveComparison()
        .isEqualTo(new GroupMetadata("g", group));
  }

  @Test
  void kindsAndVersionsOfAFutureAreSkipped() {
    ByteBuffer streamsGroup =
        MessageUtil.toVersionPrefixedByteBuffer(
            (short) 0, new StreamsGroupMetadataKey().setGroupId("g"));
    streamsGroup.putShort(0, (short) 17);
    CoordinatorRecord offset =
        codec.encode(new OffsetCommit(KEY, new CommittedOffset(1, 1, "", 1, -1)));
    offset.value().putShort(0, (short) 5);

    assertThat(codec.decode(streamsGroup, ByteBuffer.wrap(new byte[] {0, 0, 9}))).isNull();
    assertThat(codec.decode(streamsGroup, null)).isNull();
    assertThat(codec.decode(offset.key(), offset.value())).isNull();
  }

  @Test
  void aRecordThatIsCutShortIsDamaged() {
    CoordinatorRecord group = codec.encode(new GroupMetadata("g", GROUP));
    byte[] whole = group.value().array();

    for (int length = 2; length < whole.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> codec.decode(group.key(), cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Provide
  Arbitrary<CommittedOffset> offsets() {
    return Combinators.combine(
            Arbitraries.longs().greaterOrEqual(0),
            Arbitraries.integers().greaterOrEqual(-1),
            Arbitraries.strings().ofMaxLength(40).filter(GroupRecordCodecTest::isText),
            Arbitraries.longs().greaterOrEqual(0),
            Arbitraries.longs().greaterOrEqual(-1))
        .as(CommittedOffset::new);
  }

  @Provide
  Arbitrary<GroupSnapshot> groups() {
    Arbitrary<String> names = Arbitraries.strings().alpha().numeric().ofMaxLength(20);
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(50);
    Arbitrary<MemberSnapshot> members =
        Combinators.combine(
                names,
                names.injectNull(0.5),
                names,
                names,
                Arbitraries.integers().greaterOrEqual(0),
                Arbitraries.integers().greaterOrEqual(0),
                bytes,
                bytes)
            .as(MemberSnapshot::new);
    return Combinators.combine(
            names,
            Arbitraries.integers().greaterOrEqual(0),
            names.injectNull(0.3),
            names.injectNull(0.3),
            Arbitraries.longs().greaterOrEqual(-1),
            members.list().ofMaxSize(5))
        .as(GroupSnapshot::new);
  }

  private static boolean isText(String text) {
    return text.chars().noneMatch(c -> Character.isSurrogate((char) c));
  }

  private static ByteBuffer offsetKey() {
    ByteBuffer key =
        MessageUtil.toVersionPrefixedByteBuffer(
            (short) 0,
            new OffsetCommitKey()
                .setGroup(KEY.group())
                .setTopic(KEY.topic())
                .setPartition(KEY.partition()));
    key.putShort(0, (short) 1);
    return key;
  }

  private static GroupMetadataValue apacheGroup(GroupSnapshot group) {
    return new GroupMetadataValue()
        .setProtocolType(group.protocolType())
        .setGeneration(group.generation())
        .setProtocol(group.protocol())
        .setLeader(group.leader())
        .setCurrentStateTimestamp(group.phaseSinceMs())
        .setMembers(
            group.members().stream()
                .map(
                    member ->
                        new GroupMetadataValue.MemberMetadata()
                            .setMemberId(member.id())
                            .setGroupInstanceId(member.instanceId())
                            .setClientId(member.clientId())
                            .setClientHost(member.clientHost())
                            .setRebalanceTimeout(member.rebalanceTimeoutMs())
                            .setSessionTimeout(member.sessionTimeoutMs())
                            .setSubscription(member.subscription())
                            .setAssignment(member.assignment()))
                .toList());
  }

  private static String hex(ByteBuffer bytes) {
    return HexFormat.of().formatHex(bytes.array());
  }
}

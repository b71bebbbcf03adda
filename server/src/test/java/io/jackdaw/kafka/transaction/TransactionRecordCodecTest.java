package io.jackdaw.kafka.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.coordinator.CoordinatorRecord;
import io.jackdaw.kafka.transaction.TransactionRecord.Stored;
import io.jackdaw.kafka.transaction.TransactionRecord.Tombstone;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogKey;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records are what Apache's own classes, generated from the public schemas, read and write. */
class TransactionRecordCodecTest {
  private static final Set<TopicPartition> PARTITIONS =
      Set.of(
          new TopicPartition("töpic", 3),
          new TopicPartition("töpic", 1),
          new TopicPartition("other", 0));

  private final TransactionRecordCodec codec = new TransactionRecordCodec();

  private static Transaction transaction(TransactionPhase phase, Set<TopicPartition> partitions) {
    return new Transaction(
        77, 76, 78, (short) 5, (short) -1, 60_000, phase, partitions, 1000, 2000, (short) 2);
  }

  private static String hex(ByteBuffer bytes) {
    byte[] all = new byte[bytes.remaining()];
    bytes.duplicate().get(all);
    return HexFormat.of().formatHex(all);
  }

  @Test
  void bytesStayWhatTheyAre() {
    CoordinatorRecord record =
        codec.encode(
            new Stored(
                "id", transaction(TransactionPhase.ONGOING, Set.of(new TopicPartition("t", 1)))));
    assertThat(hex(record.key())).isEqualTo("0000" + "0002" + "6964");
    assertThat(hex(record.value()))
        .isEqualTo(
            "0001"
                + "000000000000004d"
                + "0005"
                + "0000ea60"
                + "01"
                + "02"
                + "0274"
                + "0200000001"
                + "00"
                + "00000000000007d0"
                + "00000000000003e8"
                + "03"
                + "0008000000000000004c"
                + "0108000000000000004e"
                + "02020002");
  }

  @ParameterizedTest
  @EnumSource(
      value = TransactionPhase.class,
      names = {"DEAD", "PREPARE_EPOCH_FENCE"},
      mode = EnumSource.Mode.EXCLUDE)
  void apacheReadsWhatWeWriteAndWeReadItBack(TransactionPhase phase) {
    Set<TopicPartition> partitions = phase == TransactionPhase.EMPTY ? Set.of() : PARTITIONS;
    Stored stored = new Stored("ïd", transaction(phase, partitions));
    CoordinatorRecord record = codec.encode(stored);

    ByteBuffer key = record.key().duplicate();
    assertThat(key.getShort()).isZero();
    assertThat(new TransactionLogKey(new ByteBufferAccessor(key), (short) 0).transactionalId())
        .isEqualTo("ïd");
    ByteBuffer value = record.value().duplicate();
    TransactionLogValue theirs =
        new TransactionLogValue(new ByteBufferAccessor(value), value.getShort());
    assertThat(value.remaining()).isZero();
    assertThat(theirs.producerId()).isEqualTo(77);
    assertThat(theirs.previousProducerId()).isEqualTo(76);
    assertThat(theirs.nextProducerId()).isEqualTo(78);
    assertThat(theirs.producerEpoch()).isEqualTo((short) 5);
    assertThat(theirs.clientTransactionVersion()).isEqualTo((short) 2);
    assertThat(theirs.transactionStatus()).isEqualTo(phase.id());
    assertThat(theirs.transactionStartTimestampMs()).isEqualTo(1000);
    assertThat(theirs.transactionLastUpdateTimestampMs()).isEqualTo(2000);
    if (phase == TransactionPhase.EMPTY) {
      assertThat(theirs.transactionPartitions()).isNull();
    } else {
      assertThat(theirs.transactionPartitions())
          .extracting(TransactionLogValue.PartitionsSchema::topic)
          .containsExactly("other", "töpic");
    }
    assertThat(codec.decode(record.key(), record.value())).isEqualTo(stored);
  }

  @ParameterizedTest
  @ValueSource(shorts = {0, 1})
  void weReadWhatApacheWrites(short version) {
    TransactionLogValue theirs =
        new TransactionLogValue()
            .setProducerId(77)
            .setProducerEpoch((short) 5)
            .setTransactionTimeoutMs(60_000)
            .setTransactionStatus((byte) 1)
            .setTransactionPartitions(
                List.of(
                    new TransactionLogValue.PartitionsSchema()
                        .setTopic("t")
                        .setPartitionIds(List.of(1, 2))))
            .setTransactionStartTimestampMs(1000)
            .setTransactionLastUpdateTimestampMs(2000);
    if (version == 1) {
      theirs.setPreviousProducerId(76).setNextProducerId(78).setClientTransactionVersion((short) 2);
    }
    ByteBuffer key =
        MessageUtil.toVersionPrefixedByteBuffer(
            (short) 0, new TransactionLogKey().setTransactionalId("id"));

    TransactionRecord ours =
        codec.decode(key, MessageUtil.toVersionPrefixedByteBuffer(version, theirs));

    boolean tagged = version == 1;
    assertThat(ours)
        .isEqualTo(
            new Stored(
                "id",
                new Transaction(
                    77,
                    tagged ? 76 : -1,
                    tagged ? 78 : -1,
                    (short) 5,
                    (short) -1,
                    60_000,
                    TransactionPhase.ONGOING,
                    Set.of(new TopicPartition("t", 1), new TopicPartition("t", 2)),
                    1000,
                    2000,
                    (short) (tagged ? 2 : 0))));
  }

  @Test
  void whatIsNewerIsLeftAndWhatIsDamagedIsRefused() {
    CoordinatorRecord record =
        codec.encode(new Stored("id", transaction(TransactionPhase.ONGOING, PARTITIONS)));
    assertThat(codec.decode(record.key(), null)).isEqualTo(new Tombstone("id"));
    assertThat(codec.decode(ByteBuffer.wrap(new byte[] {0, 9, 0, 0}), null)).isNull();
    assertThat(codec.decode(record.key(), ByteBuffer.wrap(new byte[] {0, 2}))).isNull();
    for (int cut = 2; cut < record.value().remaining(); cut++) {
      ByteBuffer shorter = record.value().duplicate().limit(cut);
      assertThatThrownBy(() -> codec.decode(record.key(), shorter))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}

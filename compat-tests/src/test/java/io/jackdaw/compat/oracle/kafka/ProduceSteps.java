package io.jackdaw.compat.oracle.kafka;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** Records are written: right, twice, out of order, broken. Not null: Apache never answers that. */
final class ProduceSteps {
  private static final int TIMEOUT_MS = 5_000;
  private static final List<CompressionType> CODECS = List.of(CompressionType.values());

  private final Dice dice;
  private final Draft draft;

  ProduceSteps(Dice dice, Draft draft) {
    this.dice = dice;
    this.draft = draft;
  }

  private record Target(String topic, int partition, List<Batch> batches) {}

  Step initProducerId() {
    short version = dice.version(ApiKeys.INIT_PRODUCER_ID);
    String producer = draft.producer();
    draft.renewed(producer);
    boolean resume = version >= 3 && dice.oneIn(3);
    int epochStep = dice.mostly(4, 0, -1, 1);
    return new Step(
        producer,
        ApiKeys.INIT_PRODUCER_ID,
        version,
        names -> {
          InitProducerIdRequestData request =
              new InitProducerIdRequestData()
                  .setTransactionalId(null)
                  .setTransactionTimeoutMs(60_000);
          return resume
              ? request
                  .setProducerId(names.producerId(producer))
                  .setProducerEpoch((short) (names.producerEpoch(producer) + epochStep))
              : request;
        });
  }

  Step produce() {
    short version = dice.version(ApiKeys.PRODUCE);
    short acks = dice.mostly(20, dice.of((short) 1, (short) -1, (short) 0), (short) 2, (short) -2);
    List<Target> targets = new ArrayList<>();
    for (int count = dice.mostly(5, 1, 2); count > 0; count--) {
      String topic = draft.topic();
      int partition = draft.partition(topic);
      if (targets.stream().noneMatch(t -> t.topic.equals(topic) && t.partition == partition)) {
        targets.add(new Target(topic, partition, batches(topic, partition)));
      }
    }
    return Step.of(ApiKeys.PRODUCE, version, names -> request(version, acks, targets, names))
        .noting(targets);
  }

  private static ProduceRequestData request(
      short version, short acks, List<Target> targets, Names names) {
    TopicProduceDataCollection topics = new TopicProduceDataCollection();
    for (String name : targets.stream().map(Target::topic).distinct().toList()) {
      TopicProduceData topic = new TopicProduceData();
      if (version >= 13) {
        topic.setTopicId(names.topicId(name));
      } else {
        topic.setName(name);
      }
      for (Target target : targets) {
        if (target.topic.equals(name)) {
          topic
              .partitionData()
              .add(
                  new PartitionProduceData()
                      .setIndex(target.partition)
                      .setRecords(records(target.batches, names)));
        }
      }
      topics.add(topic);
    }
    return new ProduceRequestData()
        .setAcks(acks)
        .setTimeoutMs(TIMEOUT_MS)
        .setTransactionalId(null)
        .setTopicData(topics);
  }

  private static MemoryRecords records(List<Batch> batches, Names names) {
    List<byte[]> bytes = batches.stream().map(batch -> batch.bytes(names)).toList();
    ByteBuffer all = ByteBuffer.allocate(bytes.stream().mapToInt(b -> b.length).sum());
    bytes.forEach(all::put);
    return MemoryRecords.readableRecords(all.flip());
  }

  private List<Batch> batches(String topic, int partition) {
    if (dice.oneIn(40)) {
      return List.of();
    }
    if (dice.oneIn(12)) {
      return List.of(batch(topic, partition), batch(topic, partition));
    }
    return List.of(batch(topic, partition));
  }

  private Batch batch(String topic, int partition) {
    int count = dice.between(1, 4);
    String producer = dice.oneIn(2) ? draft.producer() : null;
    int sequence = 0;
    if (producer != null) {
      int next = draft.nextSequence(producer, topic, partition);
      sequence = Math.max(-1, dice.mostly(5, next, next - count, next + 3, 0, -1));
      if (sequence == next) {
        draft.wrote(producer, topic, partition, next + count);
      }
    }
    byte magic = dice.mostly(25, (byte) 2, (byte) 1, (byte) 0);
    CompressionType codec = dice.of(CODECS);
    return new Batch(
        magic,
        magic < 2 && codec == CompressionType.ZSTD ? CompressionType.NONE : codec,
        producer,
        dice.mostly(15, 0, 1, -1, 2),
        sequence,
        dice.oneIn(12) ? dice.of(Batch.Damage.values()) : Batch.Damage.NONE,
        entries(count, magic));
  }

  private List<Batch.Entry> entries(int count, byte magic) {
    List<Batch.Entry> entries = new ArrayList<>();
    boolean fromNow = magic > 0 && dice.oneIn(8);
    for (int index = 0; index < count; index++) {
      long timestamp =
          fromNow
              ? dice.of(0L, -5_000L, 600_000L, 7_200_000L, -7_200_000L)
              : dice.mostly(20, 1000L + 10 * dice.below(30), 0L, -1L);
      entries.add(
          new Batch.Entry(
              magic == 0 ? -1L : timestamp,
              fromNow,
              dice.mostly(6, "k" + dice.below(4), (String) null, ""),
              dice.mostly(6, dice.below(30), -1, 0, 500),
              dice.oneIn(4)));
    }
    return entries;
  }
}

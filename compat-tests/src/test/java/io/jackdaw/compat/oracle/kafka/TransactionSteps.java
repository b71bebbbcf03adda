package io.jackdaw.compat.oracle.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransactionCollection;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Transactions of two producers, each with a transactional id: right, out of turn, fenced. */
final class TransactionSteps {
  private static final int TIMEOUT_MS = 5_000;
  private static final int TRANSACTION_TIMEOUT_MS = 600_000;
  private static final short FIRST_TO_BUMP = 5;

  private final Dice dice;
  private final Draft draft;
  private final boolean bumps;

  /**
   * @param bumps whether the program's clients mostly speak transaction version 2
   */
  TransactionSteps(Dice dice, Draft draft, boolean bumps) {
    this.dice = dice;
    this.draft = draft;
    this.bumps = bumps;
  }

  private String producer() {
    return "t" + dice.between(1, 2);
  }

  /** A version of the generation that the program's clients are, once in a while another one. */
  private short version(ApiKeys key, int firstThatBumps) {
    boolean newer = dice.oneIn(12) != bumps;
    return (short)
        (newer
            ? dice.between(firstThatBumps, key.latestVersion(false))
            : dice.between(key.oldestVersion(), firstThatBumps - 1));
  }

  private int epochStep() {
    return dice.mostly(15, 0, -1, 1, 2);
  }

  private static short epoch(Names names, String producer, int step) {
    return (short) (names.producerEpoch(producer) + step);
  }

  Step init() {
    String producer = producer();
    short version = dice.version(ApiKeys.INIT_PRODUCER_ID);
    boolean resume = version >= 3 && dice.oneIn(3);
    int epochStep = dice.mostly(4, 0, -1, 1);
    int timeoutMs = dice.mostly(15, TRANSACTION_TIMEOUT_MS, 0, -1, 900_001);
    draft.renewed(producer);
    return new Step(
        producer,
        ApiKeys.INIT_PRODUCER_ID,
        version,
        names -> {
          InitProducerIdRequestData request =
              new InitProducerIdRequestData()
                  .setTransactionalId(names.transactionalId(producer))
                  .setTransactionTimeoutMs(timeoutMs);
          return resume
              ? request
                  .setProducerId(names.producerId(producer))
                  .setProducerEpoch(epoch(names, producer, epochStep))
              : request;
        });
  }

  private record Where(String topic, int partition) {}

  private Where where() {
    String topic = draft.topic();
    return new Where(topic, draft.partition(topic));
  }

  Step addPartitions() {
    String producer = producer();
    short version = (short) dice.between(0, dice.oneIn(4) ? 5 : 3);
    List<Where> added = dice.someBy(Where::topic, 2, this::where);
    int epochStep = epochStep();
    boolean verifyOnly = dice.oneIn(2);
    return new Step(
        producer,
        ApiKeys.ADD_PARTITIONS_TO_TXN,
        version,
        names -> {
          AddPartitionsToTxnTopicCollection topics = new AddPartitionsToTxnTopicCollection();
          added.forEach(
              it ->
                  topics.add(
                      new AddPartitionsToTxnTopic()
                          .setName(it.topic)
                          .setPartitions(List.of(it.partition))));
          if (version < 4) {
            return new AddPartitionsToTxnRequestData()
                .setV3AndBelowTransactionalId(names.transactionalId(producer))
                .setV3AndBelowProducerId(names.producerId(producer))
                .setV3AndBelowProducerEpoch(epoch(names, producer, epochStep))
                .setV3AndBelowTopics(topics);
          }
          AddPartitionsToTxnTransactionCollection all =
              new AddPartitionsToTxnTransactionCollection();
          all.add(
              new AddPartitionsToTxnTransaction()
                  .setTransactionalId(names.transactionalId(producer))
                  .setProducerId(names.producerId(producer))
                  .setProducerEpoch(epoch(names, producer, epochStep))
                  .setVerifyOnly(verifyOnly)
                  .setTopics(topics));
          return new AddPartitionsToTxnRequestData().setTransactions(all);
        });
  }

  Step produce() {
    String producer = producer();
    short version = version(ApiKeys.PRODUCE, 12);
    Where where = where();
    int count = dice.between(1, 3);
    int next = draft.nextSequence(producer, where.topic, where.partition);
    int sequence = Math.max(0, dice.mostly(15, next, next - count, next + 2, 0));
    if (sequence == next) {
      draft.wrote(producer, where.topic, where.partition, next + count);
    }
    int epochStep = epochStep();
    boolean named = !dice.oneIn(20);
    return new Step(
            producer,
            ApiKeys.PRODUCE,
            version,
            names -> {
              TopicProduceData topic = new TopicProduceData();
              if (version >= 13) {
                topic.setTopicId(names.topicId(where.topic));
              } else {
                topic.setName(where.topic);
              }
              topic
                  .partitionData()
                  .add(
                      new PartitionProduceData()
                          .setIndex(where.partition)
                          .setRecords(records(names, producer, epochStep, sequence, count)));
              TopicProduceDataCollection topics = new TopicProduceDataCollection();
              topics.add(topic);
              return new ProduceRequestData()
                  .setAcks((short) -1)
                  .setTimeoutMs(TIMEOUT_MS)
                  .setTransactionalId(named ? names.transactionalId(producer) : null)
                  .setTopicData(topics);
            })
        .noting(where + " sequence " + sequence + " count " + count + " epoch step " + epochStep);
  }

  private static MemoryRecords records(
      Names names, String producer, int epochStep, int sequence, int count) {
    SimpleRecord[] records = new SimpleRecord[count];
    for (int i = 0; i < count; i++) {
      records[i] = new SimpleRecord(1000L + i, bytes("k" + i), bytes("v" + (sequence + i)));
    }
    ByteBuffer batch =
        MemoryRecords.withTransactionalRecords(
                Compression.NONE,
                names.producerId(producer),
                (short) Math.max(0, epoch(names, producer, epochStep)),
                sequence,
                records)
            .buffer();
    return MemoryRecords.readableRecords(batch);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Step addOffsets() {
    String producer = producer();
    String group = draft.group();
    int epochStep = epochStep();
    return new Step(
        producer,
        ApiKeys.ADD_OFFSETS_TO_TXN,
        dice.version(ApiKeys.ADD_OFFSETS_TO_TXN),
        names ->
            new AddOffsetsToTxnRequestData()
                .setTransactionalId(names.transactionalId(producer))
                .setProducerId(names.producerId(producer))
                .setProducerEpoch(epoch(names, producer, epochStep))
                .setGroupId(group));
  }

  Step commitOffsets() {
    String producer = producer();
    String group = draft.group();
    short version = (short) Math.min(5, version(ApiKeys.TXN_OFFSET_COMMIT, FIRST_TO_BUMP));
    Where where = where();
    int epochStep = epochStep();
    long offset = dice.below(100);
    int generation = version >= 3 ? dice.mostly(6, -1, 0, 3) : -1;
    String metadata = dice.mostly(8, "m", "", (String) null);
    return new Step(
        producer,
        ApiKeys.TXN_OFFSET_COMMIT,
        version,
        names ->
            new TxnOffsetCommitRequestData()
                .setTransactionalId(names.transactionalId(producer))
                .setGroupId(group)
                .setProducerId(names.producerId(producer))
                .setProducerEpoch(epoch(names, producer, epochStep))
                .setGenerationId(generation)
                .setTopics(
                    List.of(
                        new TxnOffsetCommitRequestTopic()
                            .setName(where.topic)
                            .setPartitions(
                                List.of(
                                    new TxnOffsetCommitRequestPartition()
                                        .setPartitionIndex(where.partition)
                                        .setCommittedOffset(offset)
                                        .setCommittedMetadata(metadata))))));
  }

  Step end() {
    String producer = producer();
    short version = version(ApiKeys.END_TXN, FIRST_TO_BUMP);
    boolean commit = dice.oneIn(2);
    int epochStep = dice.mostly(5, 0, -1, 1);
    if (version >= FIRST_TO_BUMP) {
      draft.renewed(producer);
    }
    return new Step(
        producer,
        ApiKeys.END_TXN,
        version,
        names ->
            new EndTxnRequestData()
                .setTransactionalId(names.transactionalId(producer))
                .setProducerId(names.producerId(producer))
                .setProducerEpoch(epoch(names, producer, epochStep))
                .setCommitted(commit));
  }

  Step writeMarkers() {
    String producer = producer();
    short version = dice.version(ApiKeys.WRITE_TXN_MARKERS);
    Where where = where();
    int epochStep = dice.mostly(2, 0, -1, 1);
    boolean commit = dice.oneIn(3);
    int coordinatorEpoch = dice.of(0, 0, 0, 1);
    return new Step(
        producer,
        ApiKeys.WRITE_TXN_MARKERS,
        version,
        names ->
            new WriteTxnMarkersRequestData()
                .setMarkers(
                    List.of(
                        new WritableTxnMarker()
                            .setProducerId(names.producerId(producer))
                            .setProducerEpoch(
                                (short) Math.max(0, epoch(names, producer, epochStep)))
                            .setTransactionResult(commit)
                            .setCoordinatorEpoch(coordinatorEpoch)
                            .setTopics(
                                List.of(
                                    new WritableTxnMarkerTopic()
                                        .setName(where.topic)
                                        .setPartitionIndexes(List.of(where.partition)))))));
  }

  Step describe() {
    String producer = producer();
    boolean known = !dice.oneIn(8);
    return Step.of(
        ApiKeys.DESCRIBE_TRANSACTIONS,
        (short) 0,
        names ->
            new DescribeTransactionsRequestData()
                .setTransactionalIds(
                    List.of(known ? names.transactionalId(producer) : "nobody's")));
  }

  Step list() {
    short version = dice.version(ApiKeys.LIST_TRANSACTIONS);
    List<String> states =
        dice.oneIn(2)
            ? List.of()
            : dice.someDistinct(
                2, () -> dice.of("Empty", "Ongoing", "CompleteCommit", "CompleteAbort", "Odd"));
    // Not 0: it is chance whether a millisecond has passed since the last request.
    long duration = version >= 1 ? dice.mostly(3, -1L, -2L, 3_600_000L) : -1;
    String pattern = version >= 2 ? dice.mostly(3, null, "t1.*", "[", "") : null;
    return Step.of(
        ApiKeys.LIST_TRANSACTIONS,
        version,
        names -> {
          ListTransactionsRequestData request =
              new ListTransactionsRequestData()
                  .setStateFilters(states)
                  .setProducerIdFilters(List.of(names.producerId("t1"), names.producerId("t2")));
          if (version >= 1) {
            request.setDurationFilter(duration);
          }
          return version >= 2 ? request.setTransactionalIdPattern(pattern) : request;
        });
  }

  Step describeProducers() {
    List<Where> asked = dice.someBy(Where::topic, 2, this::where);
    return Step.of(
        ApiKeys.DESCRIBE_PRODUCERS,
        (short) 0,
        names ->
            new DescribeProducersRequestData()
                .setTopics(
                    asked.stream()
                        .map(
                            it ->
                                new TopicRequest()
                                    .setName(it.topic)
                                    .setPartitionIndexes(List.of(it.partition)))
                        .toList()));
  }
}

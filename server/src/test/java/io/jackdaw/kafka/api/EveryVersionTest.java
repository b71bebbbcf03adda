package io.jackdaw.kafka.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.kafka.ClusterImages;
import io.jackdaw.kafka.wire.ApiClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the data path answers in every version that it advertises, also to what it refuses. */
class EveryVersionTest {
  private static final Uuid ID = Uuid.randomUuid();
  private static final Uuid ELSEWHERE = Uuid.randomUuid();
  private static final Uuid UNKNOWN = Uuid.randomUuid();

  private DataBroker broker;
  private ApiClient client;

  @BeforeEach
  void start() throws IOException {
    broker = new DataBroker(new MemoryDisk(), Path.of("/logs"));
    broker.publish(
        new ClusterImages()
            .broker(1, 9999)
            .topic("t", ID, 2)
            .topic("elsewhere", ELSEWHERE, 1, ClusterImages.leadBy(1, 7)));
    client = new ApiClient(broker.port());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    broker.close();
  }

  static IntStream produceVersions() {
    return versions(ApiKeys.PRODUCE);
  }

  static IntStream fetchVersions() {
    return versions(ApiKeys.FETCH);
  }

  static IntStream listOffsetsVersions() {
    return versions(ApiKeys.LIST_OFFSETS);
  }

  static IntStream offsetForLeaderEpochVersions() {
    return versions(ApiKeys.OFFSET_FOR_LEADER_EPOCH);
  }

  static IntStream deleteRecordsVersions() {
    return versions(ApiKeys.DELETE_RECORDS);
  }

  static IntStream describeLogDirsVersions() {
    return versions(ApiKeys.DESCRIBE_LOG_DIRS);
  }

  static IntStream initProducerIdVersions() {
    return versions(ApiKeys.INIT_PRODUCER_ID);
  }

  private static IntStream versions(ApiKeys key) {
    return IntStream.rangeClosed(key.oldestVersion(), key.latestVersion(false));
  }

  // ---- Produce -------------------------------------------------------------------------------

  private static MemoryRecords records(int count) {
    return MemoryRecords.withRecords(
        Compression.NONE,
        IntStream.range(0, count)
            .mapToObj(i -> new SimpleRecord(100L + i, ("v" + i).getBytes(StandardCharsets.UTF_8)))
            .toArray(SimpleRecord[]::new));
  }

  private static ProduceRequestData produce(
      String topic, Uuid id, int partition, int acks, MemoryRecords records) {
    TopicProduceData data =
        new TopicProduceData()
            .setName(topic)
            .setTopicId(id)
            .setPartitionData(
                List.of(new PartitionProduceData().setIndex(partition).setRecords(records)));
    return new ProduceRequestData()
        .setAcks((short) acks)
        .setTimeoutMs(1000)
        .setTopicData(new TopicProduceDataCollection(List.of(data).iterator()));
  }

  private PartitionProduceResponse produced(
      int version, String topic, Uuid id, int acks, MemoryRecords records) throws IOException {
    ProduceResponseData response = client.ask(produce(topic, id, 0, acks, records), version);
    return response.responses().iterator().next().partitionResponses().getFirst();
  }

  @ParameterizedTest
  @MethodSource("produceVersions")
  void recordsAreAppended(int version) throws IOException {
    PartitionProduceResponse first = produced(version, "t", ID, -1, records(3));
    PartitionProduceResponse second = produced(version, "t", ID, 1, records(2));

    assertThat(Errors.forCode(first.errorCode())).isEqualTo(Errors.NONE);
    assertThat(first.baseOffset()).isZero();
    assertThat(second.baseOffset()).isEqualTo(3);
    assertThat(second.logAppendTimeMs()).isEqualTo(-1);
    assertThat(second.logStartOffset()).isEqualTo(version >= 5 ? 0 : -1);
  }

  @ParameterizedTest
  @MethodSource("produceVersions")
  void appendsThatCannotBeAreRefusedOneByOne(int version) throws IOException {
    Errors unknown = version >= 13 ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    assertThat(error(produced(version, "x", UNKNOWN, -1, records(1)))).isEqualTo(unknown);
    assertThat(error(produced(version, "t", ID, 2, records(1))))
        .isEqualTo(Errors.INVALID_REQUIRED_ACKS);
    assertThat(error(produced(version, "t", ID, 1, MemoryRecords.EMPTY)))
        .isEqualTo(Errors.INVALID_RECORD);
    MemoryRecords old =
        MemoryRecords.withRecords(
            RecordBatch.MAGIC_VALUE_V1, Compression.NONE, new SimpleRecord(new byte[40]));
    assertThat(error(produced(version, "t", ID, 1, old))).isEqualTo(Errors.INVALID_RECORD);
    MemoryRecords transactional =
        MemoryRecords.withTransactionalRecords(
            Compression.NONE, 1, (short) 0, 0, new SimpleRecord(new byte[1]));
    assertThat(error(produced(version, "t", ID, -1, transactional)))
        .isEqualTo(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
    MemoryRecords zstd =
        MemoryRecords.withRecords(Compression.zstd().build(), new SimpleRecord(new byte[100]));
    assertThat(error(produced(version, "t", ID, 1, zstd)))
        .isEqualTo(version < 7 ? Errors.UNSUPPORTED_COMPRESSION_TYPE : Errors.NONE);
    MemoryRecords damaged = records(1);
    damaged.buffer().put(30, (byte) 77);
    assertThat(error(produced(version, "t", ID, 1, damaged))).isEqualTo(Errors.CORRUPT_MESSAGE);
  }

  @ParameterizedTest
  @MethodSource("produceVersions")
  void aProducerIsToldWhereTheLeaderIs(int version) throws IOException {
    ProduceResponseData response =
        client.ask(produce("elsewhere", ELSEWHERE, 0, 1, records(1)), version);

    PartitionProduceResponse partition =
        response.responses().iterator().next().partitionResponses().getFirst();
    assertThat(error(partition)).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
    if (version >= 10) {
      assertThat(partition.currentLeader().leaderId()).isEqualTo(1);
      assertThat(partition.currentLeader().leaderEpoch()).isEqualTo(7);
      assertThat(response.nodeEndpoints().find(1).port()).isEqualTo(9999);
    }
  }

  @ParameterizedTest
  @MethodSource("produceVersions")
  void aProducerThatWantsNoAnswerGetsNoneOrIsHungUpOn(int version) throws IOException {
    client.tell(produce("t", ID, 0, 0, records(1)), version);
    assertThat(produced(version, "t", ID, 1, records(1)).baseOffset()).isEqualTo(1);

    client.tell(produce("x", UNKNOWN, 0, 0, records(1)), version);
    assertThat(client.isHungUpOn()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("produceVersions")
  void aProducerThatSendsTooMuchIsToldToWait(int version) throws IOException {
    broker.publish(
        new ClusterImages().topic("t", ID, 2).entity("clients/test", "producer_byte_rate", "1"));

    ProduceResponseData response = client.ask(produce("t", ID, 0, 1, records(3)), version);

    assertThat(response.throttleTimeMs()).isPositive();
  }

  @Test
  void whoHasToWaitIsNotReadMeanwhile() throws IOException {
    broker.publish(
        new ClusterImages().topic("t", ID, 2).entity("clients/test", "producer_byte_rate", "1000"));
    MemoryRecords large =
        MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(new byte[10_100]));

    ProduceResponseData response = client.ask(produce("t", ID, 0, 1, large), 9);
    long answered = System.nanoTime();
    broker.publish(new ClusterImages().topic("t", ID, 2));
    produced(9, "t", ID, 1, records(1));

    assertThat(response.throttleTimeMs()).isBetween(100, 1_000);
    assertThat((System.nanoTime() - answered) / 1_000_000)
        .isGreaterThan(response.throttleTimeMs() / 2);
  }

  @ParameterizedTest
  @MethodSource("fetchVersions")
  void aConsumerThatReadsTooMuchIsToldToWait(int version) throws IOException {
    produced(9, "t", Uuid.ZERO_UUID, 1, records(3));
    broker.publish(
        new ClusterImages().topic("t", ID, 2).entity("clients/test", "consumer_byte_rate", "20"));

    FetchResponseData response = client.ask(fetch("t", ID, -1, 0), version);

    assertThat(response.throttleTimeMs()).isBetween(0, 60_000);
    assertThat(response.responses().getFirst().partitions().getFirst().records().sizeInBytes())
        .isPositive();
  }

  @Test
  void clientsDoNotWriteToInternalTopics() throws IOException {
    broker.publish(new ClusterImages().topic("__consumer_offsets", ID, 1));

    assertThat(error(produced(9, "__consumer_offsets", Uuid.ZERO_UUID, 1, records(1))))
        .isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
  }

  private static Errors error(PartitionProduceResponse response) {
    return Errors.forCode(response.errorCode());
  }

  // ---- Fetch ---------------------------------------------------------------------------------

  private static FetchRequestData fetch(String topic, Uuid id, int epoch, long... offsets) {
    FetchTopic data = new FetchTopic().setTopic(topic).setTopicId(id);
    for (int i = 0; i < offsets.length; i++) {
      data.partitions()
          .add(
              new FetchPartition()
                  .setPartition(i)
                  .setFetchOffset(offsets[i])
                  .setCurrentLeaderEpoch(epoch)
                  .setPartitionMaxBytes(1 << 20));
    }
    return new FetchRequestData()
        .setMaxWaitMs(0)
        .setMinBytes(1)
        .setMaxBytes(1 << 20)
        .setTopics(List.of(data));
  }

  private PartitionData fetched(int version, String topic, Uuid id, int epoch, long offset)
      throws IOException {
    FetchResponseData response = client.ask(fetch(topic, id, epoch, offset), version);
    assertThat(response.errorCode()).isZero();
    return response.responses().getFirst().partitions().getFirst();
  }

  @ParameterizedTest
  @MethodSource("fetchVersions")
  void recordsAreFetched(int version) throws IOException {
    produced(9, "t", Uuid.ZERO_UUID, 1, records(3));
    produced(9, "t", Uuid.ZERO_UUID, 1, records(2));

    PartitionData data = fetched(version, "t", ID, -1, 1);

    assertThat(data.errorCode()).isZero();
    assertThat(data.highWatermark()).isEqualTo(5);
    assertThat(data.lastStableOffset()).isEqualTo(5);
    assertThat(((MemoryRecords) data.records()).records())
        .extracting(record -> record.offset())
        .containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @ParameterizedTest
  @MethodSource("fetchVersions")
  void readsThatCannotBeAreRefusedOneByOne(int version) throws IOException {
    produced(9, "t", Uuid.ZERO_UUID, 1, records(3));

    Errors unknown = version >= 13 ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    assertThat(fetched(version, "x", UNKNOWN, -1, 0).errorCode()).isEqualTo(unknown.code());
    assertThat(fetched(version, "t", ID, -1, 4).errorCode())
        .isEqualTo(Errors.OFFSET_OUT_OF_RANGE.code());
    if (version >= 9) {
      assertThat(fetched(version, "t", ID, 5, 0).errorCode())
          .isEqualTo(Errors.UNKNOWN_LEADER_EPOCH.code());
    }
  }

  @ParameterizedTest
  @MethodSource("fetchVersions")
  void aConsumerIsToldWhereTheLeaderIs(int version) throws IOException {
    FetchResponseData response = client.ask(fetch("elsewhere", ELSEWHERE, -1, 0), version);

    PartitionData data = response.responses().getFirst().partitions().getFirst();
    assertThat(data.errorCode()).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER.code());
    if (version >= 16) {
      assertThat(data.currentLeader().leaderId()).isEqualTo(1);
      assertThat(response.nodeEndpoints().find(1).host()).isEqualTo("127.0.0.1");
    }
  }

  @ParameterizedTest
  @MethodSource("fetchVersions")
  void followersAreRefused(int version) throws IOException {
    FetchRequestData request = fetch("t", ID, -1, 0);
    if (version >= 15) {
      request.setReplicaState(new FetchRequestData.ReplicaState().setReplicaId(1));
    } else {
      request.setReplicaId(1);
    }

    FetchResponseData response = client.ask(request, version);

    assertThat(response.responses().getFirst().partitions().getFirst().errorCode())
        .isEqualTo(Errors.INVALID_REQUEST.code());
  }

  @ParameterizedTest
  @MethodSource("fetchVersions")
  void aSessionSaysOnlyWhatChanged(int version) throws IOException {
    if (version < 7) {
      return;
    }
    FetchRequestData opening = fetch("t", ID, -1, 0, 0).setSessionEpoch(0);
    FetchResponseData opened = client.ask(opening, version);
    assertThat(opened.sessionId()).isPositive();
    assertThat(opened.responses().getFirst().partitions()).hasSize(2);

    produced(9, "t", Uuid.ZERO_UUID, 1, records(1));
    FetchRequestData next =
        new FetchRequestData()
            .setMaxWaitMs(0)
            .setMinBytes(1)
            .setSessionId(opened.sessionId())
            .setSessionEpoch(1);
    FetchResponseData changed = client.ask(next, version);
    assertThat(changed.responses()).hasSize(1);
    assertThat(changed.responses().getFirst().partitions()).hasSize(1);

    FetchResponseData repeated = client.ask(next, version);
    assertThat(repeated.errorCode()).isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH.code());
  }

  // ---- the others ----------------------------------------------------------------------------

  private ListOffsetsPartitionResponse offset(int version, String topic, long timestamp)
      throws IOException {
    ListOffsetsRequestData request =
        new ListOffsetsRequestData()
            .setReplicaId(-1)
            .setTopics(
                List.of(
                    new ListOffsetsTopic()
                        .setName(topic)
                        .setPartitions(
                            List.of(new ListOffsetsPartition().setTimestamp(timestamp)))));
    ListOffsetsResponseData response = client.ask(request, version);
    return response.topics().getFirst().partitions().getFirst();
  }

  @ParameterizedTest
  @MethodSource("listOffsetsVersions")
  void offsetsAreFoundByMarkAndByTime(int version) throws IOException {
    produced(9, "t", Uuid.ZERO_UUID, 1, records(3));

    assertThat(offset(version, "t", -1).offset()).isEqualTo(3);
    assertThat(offset(version, "t", -2).offset()).isZero();
    assertThat(offset(version, "t", 101).offset()).isEqualTo(1);
    assertThat(offset(version, "t", 101).timestamp()).isEqualTo(101);
    assertThat(offset(version, "t", 999).offset()).isEqualTo(-1);
    int[] firstVersions = {7, 8, 9, 11};
    long[] offsets = {2, 0, -1, -1};
    for (int i = 0; i < firstVersions.length; i++) {
      ListOffsetsPartitionResponse found = offset(version, "t", -3 - i);
      boolean known = version >= firstVersions[i];
      assertThat(found.errorCode())
          .isEqualTo((known ? Errors.NONE : Errors.UNSUPPORTED_VERSION).code());
      assertThat(found.offset()).isEqualTo(known ? offsets[i] : -1);
    }
    assertThat(offset(version, "t", -7).errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
    assertThat(offset(version, "x", -1).errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    assertThat(offset(version, "elsewhere", -1).errorCode())
        .isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER.code());
  }

  @ParameterizedTest
  @MethodSource("offsetForLeaderEpochVersions")
  void theEndOfAnEpochIsTold(int version) throws IOException {
    produced(9, "t", Uuid.ZERO_UUID, 1, records(3));
    OffsetForLeaderTopic topic =
        new OffsetForLeaderTopic()
            .setTopic("t")
            .setPartitions(
                List.of(
                    new OffsetForLeaderPartition().setPartition(0).setLeaderEpoch(0),
                    new OffsetForLeaderPartition().setPartition(9).setLeaderEpoch(0),
                    new OffsetForLeaderPartition()
                        .setPartition(1)
                        .setCurrentLeaderEpoch(9)
                        .setLeaderEpoch(0)));

    OffsetForLeaderEpochResponseData response =
        client.ask(
            new OffsetForLeaderEpochRequestData()
                .setTopics(new OffsetForLeaderTopicCollection(List.of(topic).iterator())),
            version);

    var partitions = response.topics().find("t").partitions();
    assertThat(partitions.get(0).endOffset()).isEqualTo(3);
    assertThat(partitions.get(0).leaderEpoch()).isZero();
    assertThat(partitions.get(1).errorCode()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    assertThat(partitions.get(2).errorCode()).isEqualTo(Errors.UNKNOWN_LEADER_EPOCH.code());
  }

  @ParameterizedTest
  @MethodSource("deleteRecordsVersions")
  void recordsAreDeleted(int version) throws IOException {
    produced(9, "t", Uuid.ZERO_UUID, 1, records(3));
    DeleteRecordsTopic topic =
        new DeleteRecordsTopic()
            .setName("t")
            .setPartitions(
                List.of(
                    new DeleteRecordsPartition().setPartitionIndex(0).setOffset(2),
                    new DeleteRecordsPartition().setPartitionIndex(1).setOffset(1)));

    DeleteRecordsResponseData response =
        client.ask(new DeleteRecordsRequestData().setTopics(List.of(topic)), version);

    var partitions = response.topics().find("t").partitions();
    assertThat(partitions.find(0).lowWatermark()).isEqualTo(2);
    assertThat(partitions.find(1).errorCode()).isEqualTo(Errors.OFFSET_OUT_OF_RANGE.code());
    assertThat(offset(1, "t", -2).offset()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("describeLogDirsVersions")
  void logDirectoriesAreDescribed(int version) throws IOException {
    produced(9, "t", Uuid.ZERO_UUID, 1, records(3));

    DescribeLogDirsResponseData response =
        client.ask(new DescribeLogDirsRequestData().setTopics(null), version);

    assertThat(response.results())
        .singleElement()
        .satisfies(
            directory -> {
              assertThat(directory.logDir()).isEqualTo("/logs");
              assertThat(directory.topics()).hasSize(1);
              assertThat(directory.topics().getFirst().partitions()).hasSize(2);
            });
  }

  @ParameterizedTest
  @MethodSource("initProducerIdVersions")
  void producersGetAnIdAndTransactionsOnlyFromTheirCoordinator(int version) throws IOException {
    InitProducerIdResponseData first = client.ask(new InitProducerIdRequestData(), version);
    InitProducerIdResponseData second =
        client.ask(new InitProducerIdRequestData().setTransactionalId(null), version);
    InitProducerIdResponseData refused =
        client.ask(
            new InitProducerIdRequestData().setTransactionalId("tx").setTransactionTimeoutMs(1000),
            version);

    assertThat(first.errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
    assertThat(second.errorCode()).isZero();
    assertThat(second.producerId()).isNotNegative();
    assertThat(second.producerEpoch()).isZero();
    assertThat(refused.errorCode()).isEqualTo(Errors.NOT_COORDINATOR.code());
    assertThat(refused.producerId()).isEqualTo(-1);
  }
}

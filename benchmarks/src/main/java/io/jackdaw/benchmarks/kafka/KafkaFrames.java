package io.jackdaw.benchmarks.kafka;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;

/** Kafka's requests as bytes, each with its length prefix, encoded by Apache's own classes. */
final class KafkaFrames {
  private static final short API_VERSIONS_VERSION = 3;
  private static final short INIT_PRODUCER_ID_VERSION = 4;
  private static final short PRODUCE_VERSION = 11; // The last that names topics by name.
  static final short GROUP_HEARTBEAT_VERSION = 0;
  private static final short OFFSET_COMMIT_VERSION = 8;
  private static final short OFFSET_FETCH_VERSION = 8;
  private static final short FIND_COORDINATOR_VERSION = 4;
  private static final short FETCH_VERSION = 12; // The last that names topics by name.
  private static final int FETCH_BYTES = 1 << 20;
  private static final int PRODUCER_ID_IN_REPLY = 11;

  /** Empty tagged fields of the partition, the topic and the request. */
  private static final int TAGS_AFTER_BATCH = 3;

  /** A reply's correlation id, tagged fields, count of topics and length of the topic's name. */
  private static final int REPLY_BEFORE_NAME = 7;

  /** The count of partitions and the partition's number. */
  private static final int REPLY_AFTER_NAME = 5;

  private static final int TIMEOUT_MS = 30_000;
  private static final long SEED = 42;
  private static final long RETRY_MS = 50;

  private KafkaFrames() {}

  /**
   * A produce request of one batch, and where the bytes are that change.
   *
   * @param partitionAt the partition's number, in the frame
   * @param batchAt the batch, in the frame
   * @param errorInReplyAt the partition's error code, in a reply without its length
   */
  record Produce(
      byte[] frame,
      int partitionAt,
      int batchAt,
      int batchBytes,
      int inBatch,
      int errorInReplyAt) {}

  static byte[] apiVersions() {
    return frame(
        new ApiVersionsRequest.Builder().build(API_VERSIONS_VERSION),
        ApiKeys.API_VERSIONS,
        API_VERSIONS_VERSION);
  }

  /** Asks the broker for a producer id of its own. */
  static long producerId(RawConnection connection) throws IOException, InterruptedException {
    InitProducerIdRequestData data =
        new InitProducerIdRequestData()
            .setTransactionalId(null)
            .setTransactionTimeoutMs(TIMEOUT_MS);
    byte[] request =
        frame(
            new InitProducerIdRequest.Builder(data).build(INIT_PRODUCER_ID_VERSION),
            ApiKeys.INIT_PRODUCER_ID,
            INIT_PRODUCER_ID_VERSION);
    ByteBuffer reply = connection.exchange(request);
    short error = reply.getShort(PRODUCER_ID_IN_REPLY - Short.BYTES);
    while (error == Errors.COORDINATOR_LOAD_IN_PROGRESS.code()) {
      Thread.sleep(RETRY_MS); // Right after its start a broker has no ids to give.
      reply = connection.exchange(request);
      error = reply.getShort(PRODUCER_ID_IN_REPLY - Short.BYTES);
    }
    if (error != 0) {
      throw new IllegalStateException("no producer id: error " + error);
    }
    return reply.getLong(PRODUCER_ID_IN_REPLY);
  }

  /**
   * A request with one batch of {@code records} for partition 0.
   *
   * @param producerId of an idempotent producer, or -1
   */
  static Produce produce(String topic, Records records, short acks, long producerId) {
    Random random = new Random(SEED);
    SimpleRecord[] batch = new SimpleRecord[records.inBatch()];
    Arrays.setAll(
        batch, i -> new SimpleRecord(System.currentTimeMillis(), null, records.value(random)));
    Compression codec = Compression.of(records.codec()).build();
    MemoryRecords encoded =
        producerId < 0
            ? MemoryRecords.withRecords(codec, batch)
            : MemoryRecords.withIdempotentRecords(codec, producerId, (short) 0, 0, batch);
    ProduceRequestData.TopicProduceData inTopic =
        new ProduceRequestData.TopicProduceData()
            .setName(topic)
            .setPartitionData(
                List.of(
                    new ProduceRequestData.PartitionProduceData().setIndex(0).setRecords(encoded)));
    ProduceRequestData data = new ProduceRequestData().setAcks(acks).setTimeoutMs(TIMEOUT_MS);
    data.topicData().add(inTopic);
    byte[] frame =
        frame(
            new ProduceRequest.Builder(PRODUCE_VERSION, PRODUCE_VERSION, data)
                .build(PRODUCE_VERSION),
            ApiKeys.PRODUCE,
            PRODUCE_VERSION);
    int batchBytes = encoded.sizeInBytes();
    int batchAt = frame.length - batchBytes - TAGS_AFTER_BATCH;
    int partitionAt = batchAt - compactLengthBytes(batchBytes) - Integer.BYTES;
    return new Produce(
        frame,
        partitionAt,
        batchAt,
        batchBytes,
        records.inBatch(),
        REPLY_BEFORE_NAME + topic.length() + REPLY_AFTER_NAME);
  }

  /** The bytes that an unsigned varint of {@code length + 1} takes. */
  private static int compactLengthBytes(int length) {
    return (38 - Integer.numberOfLeadingZeros(length + 1)) / 7;
  }

  private static byte[] frame(AbstractRequest request, ApiKeys api, short version) {
    ByteBuffer body = request.serializeWithHeader(new RequestHeader(api, version, "replay", 1));
    ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + body.remaining());
    return frame.putInt(body.remaining()).put(body).array();
  }

  /** Asks for what partition 0 has from an offset on, without a session and without waiting. */
  static byte[] fetch(String topic, long offset) {
    return frame(
        new FetchRequestData()
            .setReplicaState(new FetchRequestData.ReplicaState())
            .setReplicaId(-1)
            .setMaxWaitMs(0)
            .setMinBytes(1)
            .setMaxBytes(FETCH_BYTES)
            .setSessionEpoch(-1)
            .setTopics(
                List.of(
                    new FetchRequestData.FetchTopic()
                        .setTopic(topic)
                        .setPartitions(
                            List.of(
                                new FetchRequestData.FetchPartition()
                                    .setPartition(0)
                                    .setFetchOffset(offset)
                                    .setPartitionMaxBytes(FETCH_BYTES))))),
        ApiKeys.FETCH,
        FETCH_VERSION);
  }

  /** A heartbeat of a member of a consumer group. */
  static byte[] heartbeat(ConsumerGroupHeartbeatRequestData data) {
    return frame(data, ApiKeys.CONSUMER_GROUP_HEARTBEAT, GROUP_HEARTBEAT_VERSION);
  }

  /** Commits one offset for one who is no member. */
  static byte[] offsetCommit(String group, String topic) {
    return offsetCommit(group, topic, 1);
  }

  /** The same with an offset for each of the first partitions. */
  static byte[] offsetCommit(String group, String topic, int partitions) {
    return frame(
        new OffsetCommitRequestData()
            .setGroupId(group)
            .setTopics(
                List.of(
                    new OffsetCommitRequestData.OffsetCommitRequestTopic()
                        .setName(topic)
                        .setPartitions(
                            IntStream.range(0, partitions)
                                .mapToObj(
                                    index ->
                                        new OffsetCommitRequestData.OffsetCommitRequestPartition()
                                            .setPartitionIndex(index)
                                            .setCommittedOffset(1)
                                            .setCommittedMetadata(""))
                                .toList()))),
        ApiKeys.OFFSET_COMMIT,
        OFFSET_COMMIT_VERSION);
  }

  /** Where the partition's error code is in the reply, without its length. */
  static int errorInCommitReply(String topic) {
    int header = Integer.BYTES + 1;
    int throttle = Integer.BYTES;
    int topics = 1 + 1 + topic.length();
    return header + throttle + topics + 1 + Integer.BYTES;
  }

  /** Returns when the group's coordinator answers. */
  static void awaitCoordinator(int port, String group) throws IOException, InterruptedException {
    byte[] find =
        frame(
            new FindCoordinatorRequestData().setCoordinatorKeys(List.of(group)),
            ApiKeys.FIND_COORDINATOR,
            FIND_COORDINATOR_VERSION);
    byte[] fetch =
        frame(
            new OffsetFetchRequestData()
                .setGroups(
                    List.of(
                        new OffsetFetchRequestData.OffsetFetchRequestGroup()
                            .setGroupId(group)
                            .setTopics(null))),
            ApiKeys.OFFSET_FETCH,
            OFFSET_FETCH_VERSION);
    try (RawConnection connection = new RawConnection(port)) {
      while (true) {
        connection.exchange(find);
        ByteBuffer reply = connection.exchange(fetch);
        reply.position(Integer.BYTES + 1);
        OffsetFetchResponseData answer =
            new OffsetFetchResponseData(new ByteBufferAccessor(reply), OFFSET_FETCH_VERSION);
        if (answer.groups().getFirst().errorCode() == 0) {
          return;
        }
        Thread.sleep(RETRY_MS);
      }
    }
  }

  private static byte[] frame(ApiMessage data, ApiKeys api, short version) {
    RequestHeader header = new RequestHeader(api, version, "replay", 1);
    ByteBuffer body = RequestUtils.serialize(header.data(), header.headerVersion(), data, version);
    ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + body.remaining());
    return frame.putInt(body.remaining()).put(body).array();
  }
}

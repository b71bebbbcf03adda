package io.jackdaw.compat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.RawConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.jspecify.annotations.Nullable;

/**
 * All that clients can learn of a partition: its offsets, records, producers, and where leader
 * epochs ended.
 *
 * @param offsets by what was asked for
 * @param records every one, with its time and leader epoch; of a compacted partition the newest
 *     committed one of each key
 * @param committed offsets of those that a reader of committed transactions sees, unless compacted
 * @param producers what the broker knows of each, by id
 * @param firstTimeMs of the first of the records
 * @param epochEnds by leader epoch; {@code -1} where the broker cannot say
 */
record Remains(
    Map<String, Long> offsets,
    List<String> records,
    List<Long> committed,
    Map<Long, ProducerState> producers,
    Map<Integer, Long> epochEnds,
    long firstTimeMs) {
  private static final short VERSION = 3;
  private static final int MOST_TIMES = 5;

  /**
   * Asks a broker.
   *
   * @param epochs up to this one; the broker's own is beyond it
   * @param compacted whether it may have been cleaned since the broker's start: then only the
   *     newest committed record of each key counts
   */
  static Remains of(int port, TopicPartition partition, int epochs, boolean compacted)
      throws Exception {
    KafkaClients clients = new KafkaClients("127.0.0.1:" + port);
    List<ConsumerRecord<String, String>> committed = read(clients, partition, "read_committed");
    List<ConsumerRecord<String, String>> all =
        compacted ? newest(committed) : read(clients, partition, "read_uncommitted");
    try (Admin admin = clients.admin()) {
      Map<String, Long> offsets = new TreeMap<>();
      offsets.put("earliest", offset(admin, partition, OffsetSpec.earliest()));
      offsets.put("latest", offset(admin, partition, OffsetSpec.latest()));
      offsets.put(
          "last stable",
          admin
              .listOffsets(
                  Map.of(partition, OffsetSpec.latest()),
                  new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
              .partitionResult(partition)
              .get(30, SECONDS)
              .offset());
      if (!compacted) {
        offsets.put("of the largest time", offset(admin, partition, OffsetSpec.maxTimestamp()));
        for (int i = 0; i < MOST_TIMES && !all.isEmpty(); i++) {
          long time = all.get(i * (all.size() - 1) / MOST_TIMES).timestamp();
          offsets.put("at " + time, offset(admin, partition, OffsetSpec.forTimestamp(time)));
        }
      }
      Map<Long, ProducerState> producers = new TreeMap<>();
      admin
          .describeProducers(List.of(partition))
          .partitionResult(partition)
          .get(30, SECONDS)
          .activeProducers()
          .forEach(it -> producers.put(it.producerId(), it));
      return new Remains(
          offsets,
          all.stream().map(Remains::text).toList(),
          compacted ? List.of() : committed.stream().map(ConsumerRecord::offset).toList(),
          producers,
          epochEnds(port, partition, epochs),
          all.isEmpty() ? Long.MAX_VALUE : all.getFirst().timestamp());
    }
  }

  private static List<ConsumerRecord<String, String>> newest(
      List<ConsumerRecord<String, String>> committed) {
    Map<String, ConsumerRecord<String, String>> newest = new TreeMap<>();
    committed.forEach(it -> newest.put(it.key(), it));
    return newest.values().stream().filter(it -> it.value() != null).toList();
  }

  private static String text(ConsumerRecord<String, String> record) {
    return record.offset()
        + " "
        + record.key()
        + " "
        + (record.value() == null ? "-" : record.value().hashCode())
        + " at "
        + record.timestamp()
        + " in epoch "
        + record.leaderEpoch().orElse(-1);
  }

  private static long offset(Admin admin, TopicPartition partition, OffsetSpec spec)
      throws Exception {
    ListOffsetsResultInfo found =
        admin.listOffsets(Map.of(partition, spec)).partitionResult(partition).get(30, SECONDS);
    return found.offset();
  }

  private static List<ConsumerRecord<String, String>> read(
      KafkaClients clients, TopicPartition partition, String isolation) {
    List<ConsumerRecord<String, String>> seen = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        clients.consumer("reader", Map.of("isolation.level", isolation))) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      await()
          .atMost(60, SECONDS)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(seen::add);
                return consumer.position(partition) >= end;
              });
    }
    return seen;
  }

  private static Map<Integer, Long> epochEnds(int port, TopicPartition partition, int epochs)
      throws IOException {
    OffsetForLeaderTopic topic = new OffsetForLeaderTopic().setTopic(partition.topic());
    Map<Integer, Long> ends = new TreeMap<>();
    try (RawConnection connection = new RawConnection(port)) {
      for (int epoch = 0; epoch <= epochs; epoch++) {
        topic.setPartitions(
            List.of(
                new OffsetForLeaderPartition()
                    .setPartition(partition.partition())
                    .setCurrentLeaderEpoch(-1)
                    .setLeaderEpoch(epoch)));
        OffsetForLeaderEpochRequestData request = new OffsetForLeaderEpochRequestData();
        request.setReplicaId(-1).topics().add(topic.duplicate());
        ends.put(epoch, ask(connection, request).endOffset());
      }
    }
    return ends;
  }

  private static EpochEndOffset ask(
      RawConnection connection, OffsetForLeaderEpochRequestData request) throws IOException {
    byte[] client = "remains".getBytes(StandardCharsets.UTF_8);
    ByteBuffer body = MessageUtil.toByteBufferAccessor(request, VERSION).buffer();
    ByteBuffer frame =
        ByteBuffer.allocate(10 + client.length + body.remaining())
            .putShort(ApiKeys.OFFSET_FOR_LEADER_EPOCH.id)
            .putShort(VERSION)
            .putInt(1)
            .putShort((short) client.length)
            .put(client)
            .put(body);
    connection.sendFrame(frame.array());
    ByteBuffer reply = ByteBuffer.wrap(connection.receiveFrame()).position(Integer.BYTES);
    return new OffsetForLeaderEpochResponseData(new ByteBufferAccessor(reply), VERSION)
        .topics()
        .iterator()
        .next()
        .partitions()
        .getFirst();
  }

  /**
   * The same, but for what {@code other} no longer knows anything of: leader epochs, and what
   * deleted records told of producers. Of those Apache Kafka forgets by a start what is in a
   * snapshot at or before the start of the log, or in a segment that it does not recover; ours
   * keeps it, so that a start lets no retry or zombie in that was refused before.
   */
  Remains asFarAsKnownTo(Remains other) {
    Map<Integer, Long> ends = new TreeMap<>(epochEnds);
    other.epochEnds.forEach(
        (epoch, end) -> {
          if (end < 0) {
            ends.put(epoch, end);
          }
        });
    Map<Long, ProducerState> known = new TreeMap<>(producers);
    if (offsets.get("earliest") > 0) {
      known.values().removeIf(it -> isDeleted(it) && !other.producers.containsKey(it.producerId()));
      known.replaceAll((id, it) -> asFarAsKnownTo(other.producers.get(id), it));
    }
    return new Remains(offsets, records, committed, known, ends, firstTimeMs);
  }

  private boolean isDeleted(ProducerState producer) {
    return producer.lastTimestamp() <= firstTimeMs
        && producer.currentTransactionStartOffset().isEmpty();
  }

  private static ProducerState asFarAsKnownTo(@Nullable ProducerState other, ProducerState it) {
    return other == null
        ? it
        : new ProducerState(
            it.producerId(),
            it.producerEpoch(),
            other.lastSequence() < 0 ? -1 : it.lastSequence(),
            it.lastTimestamp(),
            other.coordinatorEpoch().isEmpty() ? OptionalInt.empty() : it.coordinatorEpoch(),
            it.currentTransactionStartOffset());
  }
}

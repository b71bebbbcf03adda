package io.jackdaw.node;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How far the topic of changes has come.
 *
 * @param zxid of the last record; 0 if there is none
 * @param changes of that zxid that are there; a multi may have been cut by a crash
 */
record TopicPosition(long zxid, int changes) {
  static final String ZXID = "zxid";

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final int FIRST_LOOK = 64;
  private static final int GROWTH = 4;

  /** Reads the end of the topic. */
  static TopicPosition of(TopicPartition partition, Properties client) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      TopicPosition found = new TopicPosition(0, 0);
      for (long from = end; from > begin && found.changes == end - from; ) {
        from = Math.max(begin, end - Math.max(FIRST_LOOK, GROWTH * (end - from)));
        consumer.seek(partition, from);
        found = read(consumer, partition, end);
      }
      return found;
    }
  }

  private static TopicPosition read(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long end) {
    long zxid = 0;
    int changes = 0;
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(WAIT)) {
        long next = zxid(each);
        changes = next == zxid ? changes + 1 : 1;
        zxid = next;
      }
    }
    return new TopicPosition(zxid, changes);
  }

  private static long zxid(ConsumerRecord<byte[], byte[]> of) {
    Header header = of.headers().lastHeader(ZXID);
    if (header == null) {
      throw new IllegalStateException(
          "the record at offset %d of %s is none of ours: it has no zxid"
              .formatted(of.offset(), of.topic()));
    }
    return Long.parseLong(new String(header.value(), StandardCharsets.US_ASCII));
  }

  /** Settings of a client that reads or writes this node's own topic. */
  static Properties client(String bootstrapServers) {
    Properties client = new Properties();
    client.putAll(
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "client.id", "jackdaw-changes",
            "auto.offset.reset", "earliest",
            "enable.auto.commit", "false"));
    return client;
  }
}

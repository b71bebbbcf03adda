package io.jackdaw.cli.apache;

import io.jackdaw.cli.kafka.ClientProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kafka-consumer-perf-test.sh}: how fast records are read. */
@Command(
    name = "kafka-consumer-perf-test",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "This tool is used to verify the consumer performance.")
public final class KafkaConsumerPerfTest implements Callable<Integer> {
  private static final double MB = 1024.0 * 1024.0;
  private static final Duration POLL = Duration.ofMillis(100);

  @Mixin Connection connection = new Connection();

  @Option(names = "--topic", description = "Which topic.")
  @Nullable String topic;

  @Option(names = "--include", description = "Which topics, as a pattern.")
  @Nullable String include;

  @Option(
      names = {"--num-records", "--messages"},
      required = true,
      description = "How many records.")
  long records;

  @Option(names = "--group", description = "The group; a new one by default.")
  String group = "perf-consumer-" + UUID.randomUUID();

  @Option(
      names = {"--consumer.config"},
      description = "A properties file of the consumer.")
  @Nullable Path consumerConfig;

  @Option(
      names = {"--consumer-props", "--command-property"},
      arity = "1..*",
      description = "KEY=VALUE of the consumer.")
  List<String> props = new ArrayList<>();

  @Option(names = "--timeout", description = "Milliseconds without a record before giving up.")
  long timeoutMs = 10_000;

  @Option(names = "--fetch-size", description = "Bytes of one partition in one request.")
  int fetchSize = 1024 * 1024;

  @Option(names = "--socket-buffer-size", description = "The socket's receive buffer.")
  int socketBuffer = 2 * 1024 * 1024;

  @Option(names = "--from-latest", description = "Begin at the end.")
  boolean fromLatest;

  @Option(names = "--hide-header", description = "No header.")
  boolean hideHeader;

  @Option(names = "--show-detailed-stats", description = "A line every reporting interval.")
  boolean detailed;

  @Option(names = "--reporting-interval", description = "Milliseconds.")
  long intervalMs = 5_000;

  @Option(names = "--date-format", description = "How times are written.")
  String dateFormat = "yyyy-MM-dd HH:mm:ss:SSS";

  @Option(
      names = {"--threads", "--num-fetch-threads"},
      hidden = true)
  int ignored;

  @Option(names = "--print-metrics", hidden = true)
  boolean printMetrics;

  private long bytes;
  private long read;
  private long rebalanceMs;
  private long rebalancingSinceMs;

  @Override
  public Integer call() {
    if (!hideHeader) {
      System.out.println(
          (detailed ? "time, threadId, " : "start.time, end.time, ")
              + "data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec,"
              + " rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec");
    }
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties())) {
      long beginMs = System.currentTimeMillis();
      consume(consumer, beginMs);
      long endMs = System.currentTimeMillis();
      if (!detailed) {
        print(time(beginMs) + ", " + time(endMs), endMs - beginMs, bytes, read);
      }
      if (read < records) {
        System.out.println(
            ("WARNING: Exiting before consuming the expected number of records: timeout (%d ms)"
                    + " exceeded. You can use the --timeout option to increase the timeout.")
                .formatted(timeoutMs));
      }
    }
    return 0;
  }

  private void consume(KafkaConsumer<byte[], byte[]> consumer, long beginMs) {
    rebalancingSinceMs = beginMs;
    if (topic != null) {
      consumer.subscribe(List.of(topic), new RebalanceTimer());
    } else {
      consumer.subscribe(Pattern.compile(include == null ? "" : include), new RebalanceTimer());
    }
    long lastMs = beginMs;
    long lineMs = beginMs;
    long lineBytes = 0;
    long lineRead = 0;
    while (read < records && System.currentTimeMillis() - lastMs <= timeoutMs) {
      ConsumerRecords<byte[], byte[]> batch = consumer.poll(POLL);
      long nowMs = System.currentTimeMillis();
      if (!batch.isEmpty()) {
        lastMs = nowMs;
      }
      for (ConsumerRecord<byte[], byte[]> each : batch) {
        read++;
        bytes += Math.max(0, each.serializedKeySize()) + Math.max(0, each.serializedValueSize());
      }
      if (detailed && nowMs - lineMs >= intervalMs) {
        print(time(nowMs) + ", 0", nowMs - lineMs, bytes - lineBytes, read - lineRead);
        lineMs = nowMs;
        lineBytes = bytes;
        lineRead = read;
      }
    }
  }

  private void print(String times, long elapsedMs, long someBytes, long someRecords) {
    double seconds = Math.max(1, elapsedMs) / 1000.0;
    long fetchMs = Math.max(1, elapsedMs - rebalanceMs);
    System.out.println(
        "%s, %.4f, %.4f, %d, %.4f, %d, %d, %.4f, %.4f"
            .formatted(
                times,
                someBytes / MB,
                someBytes / MB / seconds,
                someRecords,
                someRecords / seconds,
                rebalanceMs,
                fetchMs,
                someBytes / MB * 1000 / fetchMs,
                someRecords * 1000.0 / fetchMs));
  }

  private String time(long ms) {
    return DateTimeFormatter.ofPattern(dateFormat)
        .format(Instant.ofEpochMilli(ms).atZone(ZoneId.systemDefault()));
  }

  private Properties properties() {
    if (consumerConfig != null) {
      connection.commandConfig = consumerConfig;
    }
    Properties properties = connection.properties();
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, Integer.toString(socketBuffer));
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(fetchSize));
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, fromLatest ? "latest" : "earliest");
    properties.put(ConsumerConfig.CHECK_CRCS_CONFIG, "false");
    properties.putAll(ClientProperties.parse(props));
    String deserializer = ByteArrayDeserializer.class.getName();
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, deserializer);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, deserializer);
    return properties;
  }

  private final class RebalanceTimer implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      rebalanceMs += System.currentTimeMillis() - rebalancingSinceMs;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      rebalancingSinceMs = System.currentTimeMillis();
    }
  }
}

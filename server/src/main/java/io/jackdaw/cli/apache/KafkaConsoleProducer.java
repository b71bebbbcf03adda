package io.jackdaw.cli.apache;

import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.kafka.ClientProperties;
import io.jackdaw.cli.kafka.RecordLines;
import io.jackdaw.cli.kafka.RecordSender;
import java.io.Console;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kafka-console-producer.sh}: each line of standard input becomes a record. */
@Command(
    name = "kafka-console-producer",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "This tool helps to read data from standard input and publish it to Kafka.")
public final class KafkaConsoleProducer implements Callable<Integer> {
  @Mixin Connection connection = new Connection();

  @Option(names = "--topic", description = "REQUIRED: The topic name to produce messages to.")
  @Nullable String topic;

  @Option(
      names = "--sync",
      description = "Wait for each record's acknowledgement before sending the next.")
  boolean sync;

  @Option(
      names = "--compression-codec",
      arity = "0..1",
      fallbackValue = "gzip",
      description = "none, gzip (if no value follows), snappy, lz4 or zstd.")
  @Nullable String compressionCodec;

  @Option(
      names = {"--reader-property", "--property"},
      paramLabel = "key=value",
      description = {
        "How lines are read: parse.key, key.separator, parse.headers, headers.delimiter,",
        "headers.separator, headers.key.separator, ignore.error, null.marker."
      })
  List<String> readerProperties = new ArrayList<>();

  @Option(names = "--reader-config", description = "Reader properties from a file.")
  @Nullable Path readerConfig;

  @Option(
      names = {"--command-property", "--producer-property"},
      paramLabel = "key=value",
      description = "A producer property.")
  List<String> producerProperties = new ArrayList<>();

  @Option(names = "--producer.config", description = "Producer properties from a file.")
  @Nullable Path producerConfig;

  @Option(names = "--request-required-acks", description = "acks")
  @Nullable String acks;

  @Option(names = "--batch-size", description = "batch.size")
  @Nullable String batchSize;

  @Option(names = "--max-partition-memory-bytes", description = "batch.size, by its older name")
  @Nullable String maxPartitionMemoryBytes;

  @Option(names = "--message-send-max-retries", description = "retries")
  @Nullable String retries;

  @Option(names = "--retry-backoff-ms", description = "retry.backoff.ms")
  @Nullable String retryBackoffMs;

  @Option(names = "--timeout", description = "linger.ms")
  @Nullable String timeout;

  @Option(names = "--request-timeout-ms", description = "request.timeout.ms")
  @Nullable String requestTimeoutMs;

  @Option(names = "--metadata-expiry-ms", description = "metadata.max.age.ms")
  @Nullable String metadataExpiryMs;

  @Option(names = "--max-block-ms", description = "max.block.ms")
  @Nullable String maxBlockMs;

  @Option(names = "--max-memory-bytes", description = "buffer.memory")
  @Nullable String maxMemoryBytes;

  @Option(names = "--socket-buffer-size", description = "send.buffer.bytes")
  @Nullable String socketBufferSize;

  @Option(names = "--line-reader", description = "Only the default reader is available.")
  @Nullable String lineReader;

  @Option(
      names = {"--new-producer", "--old-producer"},
      hidden = true)
  boolean ignored;

  @Override
  public Integer call() {
    if (topic == null) {
      throw new UsageFailure("Missing required argument \"[topic]\"");
    }
    if (lineReader != null && !lineReader.endsWith("LineMessageReader")) {
      throw new UsageFailure(
          "--line-reader " + lineReader + " is not available: only Kafka's default reader is");
    }
    RecordLines lines =
        new RecordLines(System.in, prompts() ? System.out : null, topic, lineFormat());
    RecordSender.Sent sent = new RecordSender(producerProperties(), System.err).send(lines, sync);
    return sent.failed() == 0 ? 0 : 1;
  }

  Map<String, String> lineFormat() {
    Properties properties =
        readerConfig == null ? new Properties() : ClientProperties.load(readerConfig);
    properties.putAll(ClientProperties.parse(readerProperties));
    Map<String, String> format = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> format.put(name, properties.getProperty(name)));
    return format;
  }

  Properties producerProperties() {
    Properties properties =
        producerConfig == null ? new Properties() : ClientProperties.load(producerConfig);
    properties.putAll(connection.properties());
    properties.putAll(ClientProperties.parse(producerProperties));
    if (compressionCodec != null) {
      properties.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, compressionCodec);
    }
    merge(properties, ProducerConfig.ACKS_CONFIG, acks);
    merge(properties, ProducerConfig.BATCH_SIZE_CONFIG, maxPartitionMemoryBytes);
    merge(properties, ProducerConfig.BATCH_SIZE_CONFIG, batchSize);
    merge(properties, ProducerConfig.RETRIES_CONFIG, retries);
    merge(properties, ProducerConfig.RETRY_BACKOFF_MS_CONFIG, retryBackoffMs);
    merge(properties, ProducerConfig.LINGER_MS_CONFIG, timeout);
    merge(properties, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, requestTimeoutMs);
    merge(properties, ProducerConfig.METADATA_MAX_AGE_CONFIG, metadataExpiryMs);
    merge(properties, ProducerConfig.MAX_BLOCK_MS_CONFIG, maxBlockMs);
    merge(properties, ProducerConfig.BUFFER_MEMORY_CONFIG, maxMemoryBytes);
    merge(properties, ProducerConfig.SEND_BUFFER_CONFIG, socketBufferSize);
    return properties;
  }

  private static void merge(Properties properties, String key, @Nullable String value) {
    if (value != null) {
      properties.setProperty(key, value);
    }
  }

  private static boolean prompts() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}

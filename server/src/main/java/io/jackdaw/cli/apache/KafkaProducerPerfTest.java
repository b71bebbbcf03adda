package io.jackdaw.cli.apache;

import io.jackdaw.cli.kafka.ClientProperties;
import io.jackdaw.cli.output.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kafka-producer-perf-test.sh}: how fast records are taken, and how long each waits. */
@Command(
    name = "kafka-producer-perf-test",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "This tool is used to verify the producer performance.")
public final class KafkaProducerPerfTest implements Callable<Integer> {
  private static final long NS_PER_SECOND = 1_000_000_000L;

  @Option(names = "--topic", required = true, description = "Where to.")
  String topic = "";

  @Option(names = "--num-records", required = true, description = "How many.")
  long records;

  @Option(names = "--record-size", description = "Bytes of each.")
  @Nullable Integer recordSize;

  @Option(names = "--payload-file", description = "A file with a record on each line.")
  @Nullable Path payloadFile;

  @Option(names = "--payload-delimiter", description = "What ends a record in that file.")
  String delimiter = "\\n";

  @Option(names = "--throughput", required = true, description = "Records a second; -1: no limit.")
  double throughput;

  @Option(names = "--bootstrap-server", description = "The server(s) to connect to.")
  @Nullable String bootstrapServer;

  @Option(
      names = {"--producer-props", "--command-property"},
      arity = "1..*",
      description = "KEY=VALUE of the producer.")
  List<String> props = new ArrayList<>();

  @Option(
      names = {"--producer.config", "--command-config"},
      description = "A properties file of the producer.")
  @Nullable Path config;

  @Option(names = "--print-metrics", description = "The producer's metrics at the end.")
  boolean printMetrics;

  @Option(names = "--transactional-id", description = "In transactions under this id.")
  @Nullable String transactionalId;

  @Option(names = "--transaction-duration-ms", description = "Length of each transaction.")
  @Nullable Long transactionMs;

  @Option(names = "--warmup-records", description = "So many are not counted at the end.")
  long warmup;

  @Override
  public Integer call() throws IOException {
    List<byte[]> payloads = payloads();
    Properties properties = properties();
    boolean transactions = properties.containsKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
      if (transactions) {
        producer.initTransactions();
      }
      LatencyReport report = new LatencyReport(warmup, System.nanoTime());
      send(producer, payloads, report, transactions);
      producer.flush();
      report.printTotal(System.nanoTime());
      if (printMetrics) {
        producer
            .metrics()
            .values()
            .forEach(
                metric ->
                    System.out.println(
                        metric.metricName().group()
                            + ":"
                            + metric.metricName().name()
                            + ":"
                            + metric.metricName().tags()
                            + " : "
                            + metric.metricValue()));
      }
    }
    return 0;
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer,
      List<byte[]> payloads,
      LatencyReport report,
      boolean transactions) {
    long perTransactionNs = (transactionMs == null ? 3_000 : transactionMs) * 1_000_000;
    long beginNs = System.nanoTime();
    long transactionNs = 0;
    boolean open = false;
    for (long i = 0; i < records; i++) {
      if (transactions && !open) {
        producer.beginTransaction();
        transactionNs = System.nanoTime();
        open = true;
      }
      byte[] payload = payloads.get((int) (i % payloads.size()));
      long sentNs = System.nanoTime();
      producer.send(
          new ProducerRecord<>(topic, payload),
          (metadata, failure) -> {
            if (failure == null) {
              report.add(sentNs, System.nanoTime(), payload.length);
            } else {
              System.err.println(failure);
            }
          });
      if (open && System.nanoTime() - transactionNs > perTransactionNs) {
        producer.commitTransaction();
        open = false;
      }
      waitForTurn(beginNs, i + 1);
    }
    if (open) {
      producer.commitTransaction();
    }
  }

  private void waitForTurn(long beginNs, long sent) {
    if (throughput > 0) {
      long due = beginNs + (long) (sent / throughput * NS_PER_SECOND);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  private Properties properties() {
    Properties properties = config == null ? new Properties() : ClientProperties.load(config);
    properties.putAll(ClientProperties.parse(props));
    if (bootstrapServer != null) {
      properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServer);
    }
    if (transactionalId != null || transactionMs != null) {
      properties.putIfAbsent(
          ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          transactionalId == null ? "performance-producer-default-id" : transactionalId);
    }
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    properties.put(
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    return properties;
  }

  private List<byte[]> payloads() throws IOException {
    if (payloadFile != null) {
      String text = Files.readString(payloadFile);
      List<byte[]> lines = new ArrayList<>();
      for (String line : text.split(delimiter, -1)) {
        if (!line.isEmpty()) {
          lines.add(line.getBytes(StandardCharsets.UTF_8));
        }
      }
      if (lines.isEmpty()) {
        throw new Failure("Payload file does not exist or is empty: " + payloadFile, "");
      }
      return lines;
    }
    if (recordSize == null || recordSize < 1) {
      throw new Failure("--record-size should be greater than zero", "Or give --payload-file.");
    }
    byte[] payload = new byte[recordSize];
    Random random = new Random(0);
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) (random.nextInt(26) + 'A');
    }
    return List.of(payload);
  }
}

package io.jackdaw.cli.apache;

import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.kafka.ClientProperties;
import io.jackdaw.cli.kafka.ConsumeCommand;
import io.jackdaw.cli.kafka.CoordinatorLines;
import io.jackdaw.cli.kafka.FormattedRecords;
import io.jackdaw.cli.kafka.RecordPrinter;
import io.jackdaw.cli.kafka.RecordReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kafka-console-consumer.sh}: prints records to standard output. */
@Command(
    name = "kafka-console-consumer",
    hidden = true,
    mixinStandardHelpOptions = true,
    description =
        "This tool helps to read data from Kafka topics and outputs it to standard output.")
public final class KafkaConsoleConsumer implements Callable<Integer> {
  @Mixin Connection connection = new Connection();

  @Option(names = "--topic", description = "The topic to consume from.")
  @Nullable String topic;

  @Option(
      names = {"--include", "--whitelist"},
      paramLabel = "regex",
      description = "Regular expression for the topics to consume from.")
  @Nullable String include;

  @Option(
      names = "--partition",
      description = "The partition to consume from; from its end unless --offset says otherwise.")
  @Nullable Integer partition;

  @Option(names = "--offset", description = "An offset, 'earliest' or 'latest' (the default).")
  @Nullable String offset;

  @Option(
      names = "--from-beginning",
      description = "Start with the earliest record if there is no committed offset.")
  boolean fromBeginning;

  @Option(names = "--group", description = "The consumer group id of the consumer.")
  @Nullable String group;

  @Option(names = "--max-messages", description = "Exit after so many records.")
  int maxMessages = -1;

  @Option(names = "--timeout-ms", description = "Exit if no record came for so long.")
  long timeoutMs = -1;

  @Option(
      names = "--isolation-level",
      description = "read_committed or read_uncommitted (the default).")
  @Nullable String isolationLevel;

  @Option(
      names = {"--formatter-property", "--property"},
      paramLabel = "key=value",
      description = {
        "What is printed: print.timestamp, print.key, print.offset, print.epoch, print.partition,"
            + " print.headers,",
        "print.value, key.separator, line.separator, headers.separator, null.literal,"
            + " key.deserializer,",
        "value.deserializer, headers.deserializer."
      })
  List<String> formatterProperties = new ArrayList<>();

  @Option(names = "--formatter-config", description = "Formatter properties from a file.")
  @Nullable Path formatterConfig;

  @Option(names = "--key-deserializer", description = "Class that turns keys into text.")
  @Nullable String keyDeserializer;

  @Option(names = "--value-deserializer", description = "Class that turns values into text.")
  @Nullable String valueDeserializer;

  @Option(
      names = {"--command-property", "--consumer-property"},
      paramLabel = "key=value",
      description = "A consumer property.")
  List<String> consumerProperties = new ArrayList<>();

  @Option(names = "--consumer.config", description = "Consumer properties from a file.")
  @Nullable Path consumerConfig;

  @Option(
      names = "--formatter",
      description =
          "Kafka's DefaultMessageFormatter, or for the topics of coordinators its"
              + " OffsetsMessageFormatter, GroupMetadataMessageFormatter,"
              + " TransactionLogMessageFormatter, ShareGroupMessageFormatter or"
              + " ShareGroupStateMessageFormatter, in whatever package.")
  @Nullable String formatter;

  @Option(names = "--skip-message-on-error", hidden = true)
  boolean skipMessageOnError;

  @Option(
      names = {"--new-consumer", "--enable-systest-events"},
      hidden = true)
  boolean ignored;

  @Override
  public Integer call() {
    check();
    Duration idle = timeoutMs < 0 ? RecordReader.Limits.FOREVER : Duration.ofMillis(timeoutMs);
    int printed =
        new RecordReader(
                consumerProperties(),
                new RecordReader.Limits(maxMessages, idle),
                ConsumeCommand.records())
            .read(this::start, printer());
    System.err.println("Processed a total of " + printed + " messages");
    return 0;
  }

  private void check() {
    if ((topic == null) == (include == null)) {
      throw new UsageFailure(
          "Exactly one of the following arguments is required: [topic], [include]");
    }
    if (partition != null && topic == null) {
      throw new UsageFailure("The topic is required when partition is specified.");
    }
    if (partition != null && fromBeginning && offset != null) {
      throw new UsageFailure("Options from-beginning and offset cannot be specified together.");
    }
    if (partition == null && offset != null) {
      throw new UsageFailure("The partition is required when offset is specified.");
    }
    if (partition != null && group != null) {
      throw new UsageFailure("Options group and partition cannot be specified together.");
    }
    printer();
    startOffset();
  }

  private RecordPrinter printer() {
    if (formatter == null || formatter.endsWith("DefaultMessageFormatter")) {
      return new FormattedRecords(format());
    }
    RecordPrinter printer = CoordinatorLines.named(formatter);
    if (printer == null) {
      throw new UsageFailure(
          "--formatter " + formatter + " is not available: only formatters of Kafka's own are");
    }
    return printer;
  }

  private void start(KafkaConsumer<byte[], byte[]> consumer) {
    if (topic == null) {
      consumer.subscribe(Pattern.compile(include == null ? "" : include));
    } else if (partition == null) {
      consumer.subscribe(List.of(topic));
    } else {
      RecordReader.seek(consumer, new TopicPartition(topic, partition), startOffset());
    }
  }

  /** {@code earliest}, {@code latest} or a number. */
  String startOffset() {
    if (offset == null) {
      return fromBeginning ? "earliest" : "latest";
    }
    String lower = offset.toLowerCase(Locale.ROOT);
    if (lower.equals("earliest") || lower.equals("latest") || lower.matches("\\d{1,18}")) {
      return lower;
    }
    throw new UsageFailure(
        "The provided offset value '"
            + offset
            + "' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long.");
  }

  Properties consumerProperties() {
    Properties properties =
        consumerConfig == null ? new Properties() : ClientProperties.load(consumerConfig);
    properties.putAll(connection.properties());
    properties.putAll(ClientProperties.parse(consumerProperties));
    if (isolationLevel != null) {
      properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolationLevel);
    }
    if (fromBeginning) {
      properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    }
    if (group != null) {
      properties.setProperty(ConsumerConfig.GROUP_ID_CONFIG, group);
    } else if (!properties.containsKey(ConsumerConfig.GROUP_ID_CONFIG)) {
      properties.setProperty(
          ConsumerConfig.GROUP_ID_CONFIG,
          "console-consumer-" + ThreadLocalRandom.current().nextInt(100_000));
      properties.putIfAbsent(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    }
    return properties;
  }

  Map<String, String> format() {
    Properties properties =
        formatterConfig == null ? new Properties() : ClientProperties.load(formatterConfig);
    if (keyDeserializer != null) {
      properties.setProperty("key.deserializer", keyDeserializer);
    }
    if (valueDeserializer != null) {
      properties.setProperty("value.deserializer", valueDeserializer);
    }
    properties.putAll(ClientProperties.parse(formatterProperties));
    Map<String, String> format = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> format.put(name, properties.getProperty(name)));
    return format;
  }
}

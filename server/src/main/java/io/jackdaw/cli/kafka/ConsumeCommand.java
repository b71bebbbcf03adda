package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.Json;
import io.jackdaw.cli.output.OutputOption;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jackdaw consume TOPIC}: prints records as they come, until Ctrl-C or a limit. */
@Command(
    name = "consume",
    description = {
      "Print the records of a topic as they come, until Ctrl-C.",
      "",
      "  jackdaw consume test --from-beginning --key",
      "  jackdaw consume test -g my-group -n 10 -o json"
    })
public final class ConsumeCommand implements Callable<Integer> {
  @Mixin BrokerOption broker = new BrokerOption();
  @Mixin OutputOption output = new OutputOption();

  @Parameters(paramLabel = "TOPIC")
  String topic = "";

  @Option(
      names = {"-B", "--from-beginning"},
      description = "start with the oldest record; a group goes on where it was.")
  boolean fromBeginning;

  @Option(
      names = {"-g", "--group"},
      paramLabel = "ID",
      description = "read as a member of this group and commit offsets.")
  @Nullable String group;

  @Option(
      names = {"-p", "--partition"},
      paramLabel = "N",
      description = "read one partition only.")
  @Nullable Integer partition;

  @Option(
      names = "--offset",
      paramLabel = "N",
      description = "start at this offset, earliest or latest; needs --partition.")
  @Nullable String offset;

  @Option(
      names = {"-n", "--max-messages"},
      paramLabel = "N",
      description = "end after N records.")
  int maxMessages = -1;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "SECONDS",
      description = "end when no record came for that long.")
  @Nullable Double timeoutSeconds;

  @Option(
      names = {"-k", "--key"},
      description = "print the key before the value.")
  boolean printKey;

  @Option(
      names = {"-v", "--verbose"},
      description = "print partition, offset, timestamp, headers, key and value.")
  boolean verbose;

  @Option(
      names = {"-X", "--consumer-property"},
      paramLabel = "KEY=VALUE",
      description = "any property of Kafka's consumer.")
  @Nullable Map<String, String> further;

  @Override
  public Integer call() {
    if (offset != null && partition == null) {
      throw new Failure(
          "--offset needs --partition",
          "Offsets of different partitions have nothing to do with each other.");
    }
    Properties properties = broker.properties();
    properties.setProperty(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, fromBeginning ? "earliest" : "latest");
    boolean throwaway = group == null;
    properties.setProperty(
        ConsumerConfig.GROUP_ID_CONFIG,
        throwaway
            ? "jackdaw-consume-" + ThreadLocalRandom.current().nextInt(100_000)
            : String.valueOf(group));
    properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, String.valueOf(!throwaway));
    if (further != null) {
      properties.putAll(further);
    }
    Duration idle =
        timeoutSeconds == null
            ? RecordReader.Limits.FOREVER
            : Duration.ofMillis(Math.round(timeoutSeconds * 1_000));
    PrintStream out = records();
    int printed =
        new RecordReader(properties, new RecordReader.Limits(maxMessages, idle), out)
            .read(
                consumer -> {
                  if (partition == null) {
                    consumer.subscribe(List.of(topic));
                  } else {
                    String start = offset != null ? offset : fromBeginning ? "earliest" : "latest";
                    RecordReader.seek(consumer, new TopicPartition(topic, partition), start);
                  }
                },
                output.json() ? ConsumeCommand::printJson : new FormattedRecords(format()));
    System.err.println(printed + (printed == 1 ? " record." : " records."));
    return 0;
  }

  private Map<String, String> format() {
    Map<String, String> format = new HashMap<>();
    if (printKey || verbose) {
      format.put("print.key", "true");
    }
    if (verbose) {
      for (String each :
          List.of("print.partition", "print.offset", "print.timestamp", "print.headers")) {
        format.put(each, "true");
      }
    }
    return format;
  }

  static void printJson(ConsumerRecord<byte[], byte[]> record, PrintStream out) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("topic", record.topic());
    fields.put("partition", record.partition());
    fields.put("offset", record.offset());
    fields.put("timestamp", record.timestamp());
    Map<String, @Nullable String> headers = new LinkedHashMap<>();
    record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
    if (!headers.isEmpty()) {
      fields.put("headers", headers);
    }
    fields.put("key", text(record.key()));
    fields.put("value", text(record.value()));
    out.println(Json.line(fields));
  }

  /** Standard output with a buffer that is flushed when a batch of records is through. */
  public static PrintStream records() {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
        false,
        StandardCharsets.UTF_8);
  }

  private static @Nullable String text(byte @Nullable [] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }
}

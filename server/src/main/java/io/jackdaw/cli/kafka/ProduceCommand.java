package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Failure;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code jackdaw produce TOPIC [VALUE…]}: sends arguments, a file or standard input, a record each
 * line.
 */
@Command(
    name = "produce",
    description = {
      "Send records to a topic: the VALUEs given, or else each line of a file or of standard"
          + " input.",
      "",
      "  jackdaw produce test hello world",
      "  printf 'a:1\\nb:2\\n' | jackdaw produce test --key-separator :"
    })
public final class ProduceCommand implements Callable<Integer> {
  @Mixin BrokerOption broker = new BrokerOption();

  @Parameters(index = "0", paramLabel = "TOPIC")
  String topic = "";

  @Parameters(index = "1..*", paramLabel = "VALUE")
  List<String> values = List.of();

  @Option(
      names = {"-k", "--key"},
      paramLabel = "KEY",
      description = "one key for all records.")
  @Nullable String key;

  @Option(
      names = {"-s", "--key-separator"},
      paramLabel = "TEXT",
      description = "what separates key from value in a line.")
  @Nullable String keySeparator;

  @Option(
      names = {"-p", "--partition"},
      paramLabel = "N",
      description = "send to this partition.")
  @Nullable Integer partition;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "KEY=VALUE",
      description = "a header for all records; may be repeated.")
  @Nullable Map<String, String> headers;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "read lines from a file.")
  @Nullable Path file;

  @Option(
      names = {"-z", "--compression"},
      paramLabel = "CODEC",
      description = "gzip, snappy, lz4 or zstd.")
  @Nullable String compression;

  @Option(
      names = "--acks",
      paramLabel = "0|1|all",
      defaultValue = "all",
      description = "default: all.")
  String acks = "all";

  @Option(
      names = {"-X", "--producer-property"},
      paramLabel = "KEY=VALUE",
      description = "any property of Kafka's producer.")
  @Nullable Map<String, String> further;

  @Override
  public Integer call() throws IOException {
    Properties properties = broker.properties();
    properties.setProperty(ProducerConfig.ACKS_CONFIG, acks);
    if (compression != null) {
      properties.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
    }
    if (further != null) {
      properties.putAll(further);
    }
    try (InputStream in = file == null ? System.in : Files.newInputStream(file)) {
      Iterator<ProducerRecord<byte[], byte[]>> lines = values.isEmpty() ? lines(in) : given();
      RecordSender.Sent sent =
          new RecordSender(properties, System.err).send(complete(lines), false);
      if (sent.failed() > 0) {
        throw new Failure(
            sent.failed()
                + " of "
                + (sent.acknowledged() + sent.failed())
                + " records were not stored",
            "");
      }
      System.err.println(
          "Sent " + sent.acknowledged() + (sent.acknowledged() == 1 ? " record." : " records."));
      return 0;
    }
  }

  private Iterator<ProducerRecord<byte[], byte[]>> lines(InputStream in) {
    Map<String, String> format = new HashMap<>();
    if (keySeparator != null) {
      format.put("parse.key", "true");
      format.put("key.separator", keySeparator);
    }
    return new RecordLines(in, prompt(), topic, format);
  }

  private Iterator<ProducerRecord<byte[], byte[]>> given() {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (String value : values) {
      int at = keySeparator == null ? -1 : value.indexOf(keySeparator);
      records.add(
          at < 0 || keySeparator == null
              ? new ProducerRecord<>(topic, utf8(value))
              : new ProducerRecord<>(
                  topic,
                  utf8(value.substring(0, at)),
                  utf8(value.substring(at + keySeparator.length()))));
    }
    return records.iterator();
  }

  /** Adds what applies to every record: partition, key and headers. */
  private Iterator<ProducerRecord<byte[], byte[]>> complete(
      Iterator<ProducerRecord<byte[], byte[]>> records) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return records.hasNext();
      }

      @Override
      public ProducerRecord<byte[], byte[]> next() {
        ProducerRecord<byte[], byte[]> record = records.next();
        byte[] ownKey = key == null ? record.key() : utf8(key);
        var complete = new ProducerRecord<>(topic, partition, ownKey, record.value());
        if (headers != null) {
          headers.forEach((name, value) -> complete.headers().add(name, utf8(value)));
        }
        return complete;
      }
    };
  }

  /** Standard error if a person is typing, else null. */
  static @Nullable PrintStream prompt() {
    Console console = System.console();
    return console != null && console.isTerminal() ? System.err : null;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

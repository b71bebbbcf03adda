package io.jackdaw.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class FormattedRecordsTest {
  private final ConsumerRecord<byte[], byte[]> record =
      new ConsumerRecord<>(
          "test",
          3,
          42,
          "key".getBytes(StandardCharsets.UTF_8),
          "value".getBytes(StandardCharsets.UTF_8));

  @Test
  void printsTheValueOnly() {
    assertThat(printed(Map.of())).isEqualTo("value\n");
  }

  @Test
  void printsColumnsInTheOrderOfKafkasTool() {
    assertThat(
            printed(
                Map.of(
                    "print.key",
                    "true",
                    "print.offset",
                    "true",
                    "print.partition",
                    "true",
                    "print.headers",
                    "true",
                    "print.epoch",
                    "true",
                    "print.timestamp",
                    "true")))
        .isEqualTo(
            "NO_TIMESTAMP\tPartition:3\tOffset:42\tEpoch:NOT_PRESENT\tNO_HEADERS\tkey\tvalue\n");
  }

  @Test
  void aLineEndsWithItsLastColumn() {
    assertThat(printed(Map.of("print.key", "true", "print.value", "false", "key.separator", "|")))
        .isEqualTo("key\n");
    assertThat(printed(Map.of("print.offset", "true", "print.value", "false")))
        .isEqualTo("Offset:42\n");
  }

  @Test
  void deserializesWhereAskedTo() {
    assertThat(
            printed(
                Map.of(
                    "print.key",
                    "true",
                    "key.separator",
                    "=",
                    "value.deserializer",
                    "org.apache.kafka.common.serialization.StringDeserializer")))
        .isEqualTo("key=value\n");
  }

  private String printed(Map<String, String> properties) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    new FormattedRecords(properties).print(record, out);
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

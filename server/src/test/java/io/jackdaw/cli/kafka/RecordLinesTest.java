package io.jackdaw.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.cli.output.Failure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class RecordLinesTest {
  @Test
  void eachLineIsAValueWithoutKey() {
    List<ProducerRecord<byte[], byte[]>> records = read("one\ntwo\n", Map.of());

    assertThat(records).extracting(record -> text(record.value())).containsExactly("one", "two");
    assertThat(records).allMatch(record -> record.key() == null && record.topic().equals("test"));
  }

  @Test
  void takesTheKeyBeforeTheSeparatorAndLeavesFurtherOnesInTheValue() {
    ProducerRecord<byte[], byte[]> record =
        read("a:b:c\n", Map.of("parse.key", "true", "key.separator", ":")).getFirst();

    assertThat(text(record.key())).isEqualTo("a");
    assertThat(text(record.value())).isEqualTo("b:c");
  }

  @Test
  void readsHeadersBeforeKeyAndValue() {
    ProducerRecord<byte[], byte[]> record =
        read("h1:v1,h2:v2\tkey\tvalue\n", Map.of("parse.key", "true", "parse.headers", "true"))
            .getFirst();

    assertThat(record.headers())
        .extracting(header -> header.key() + "=" + text(header.value()))
        .containsExactly("h1=v1", "h2=v2");
    assertThat(text(record.key())).isEqualTo("key");
    assertThat(text(record.value())).isEqualTo("value");
  }

  @Test
  void aLineWithoutSeparatorIsRefusedWithItsNumber() {
    assertThatThrownBy(() -> read("a\tb\nplain\n", Map.of("parse.key", "true")))
        .isInstanceOf(Failure.class)
        .hasMessage("No key separator found on line number 2: 'plain'");
  }

  @Test
  void aLineWithoutSeparatorIsAValueWhenErrorsAreIgnored() {
    ProducerRecord<byte[], byte[]> record =
        read("plain\n", Map.of("parse.key", "true", "ignore.error", "true")).getFirst();

    assertThat(record.key()).isNull();
    assertThat(text(record.value())).isEqualTo("plain");
  }

  @Test
  void theNullMarkerMakesATombstone() {
    ProducerRecord<byte[], byte[]> record =
        read("key\tNULL\n", Map.of("parse.key", "true", "null.marker", "NULL")).getFirst();

    assertThat(record.value()).isNull();
  }

  private static List<ProducerRecord<byte[], byte[]>> read(
      String text, Map<String, String> properties) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    new RecordLines(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
            null,
            "test",
            properties)
        .forEachRemaining(records::add);
    return records;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

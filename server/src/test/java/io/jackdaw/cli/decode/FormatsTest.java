package io.jackdaw.cli.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jackdaw.log.dump.RecordText.Shown;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our tables of formats, held against Apache's schemas and the classes made from them. */
class FormatsTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  private static Stream<RecordFormat> ofAllThatApachesClassesAreHereFor() {
    return Stream.concat(
        Formats.groups().values().stream(), Formats.transactions().values().stream());
  }

  private static JsonNode schema(String name) throws Exception {
    String path = "/common/message/" + name + ".json";
    try (InputStream in =
        Objects.requireNonNull(FormatsTest.class.getResourceAsStream(path), path)) {
      return JSON.readTree(in);
    }
  }

  @ParameterizedTest
  @MethodSource("ofAllThatApachesClassesAreHereFor")
  void haveTheFieldsOfApachesSchemas(RecordFormat format) throws Exception {
    JsonNode schema = schema(format.name() + "Value");
    Map<String, JsonNode> structs = new TreeMap<>();
    schema.path("commonStructs").forEach(it -> structs.put(it.path("name").asText(), it));

    assertThat(schema.path("apiKey").asInt()).isEqualTo(format.type());
    assertThat(schema.path("validVersions").asText().replaceAll(".*-", ""))
        .isEqualTo(String.valueOf(format.newest()));
    assertThat(described(format.value())).isEqualTo(described(schema.path("fields"), structs));
    assertThat(described(format.key()))
        .isEqualTo(described(schema(format.name() + "Key").path("fields"), structs));
  }

  private static List<String> described(List<Field> fields) {
    List<String> lines = new ArrayList<>();
    for (Field field : fields) {
      String tag = field.isTagged() ? " tag " + field.tag() : "";
      lines.add(field.name() + (field.isArray() ? " array" : "") + tag);
      described(field.fields()).forEach(it -> lines.add(field.name() + "." + it));
    }
    return lines;
  }

  private static List<String> described(JsonNode fields, Map<String, JsonNode> structs) {
    List<String> lines = new ArrayList<>();
    for (JsonNode field : fields) {
      String type = field.path("type").asText();
      String name = field.path("name").asText();
      String camel = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
      String tag = field.has("tag") ? " tag " + field.path("tag").asInt() : "";
      lines.add(camel + (type.startsWith("[]") ? " array" : "") + tag);
      JsonNode struct = structs.get(type.replace("[]", ""));
      JsonNode inner = field.has("fields") || struct == null ? field : struct;
      described(inner.path("fields"), structs).forEach(it -> lines.add(camel + "." + it));
    }
    return lines;
  }

  /** A record made up from our table goes through Apache's classes and comes out the same. */
  @ParameterizedTest
  @MethodSource("ofAllThatApachesClassesAreHereFor")
  void readWhatApachesClassesWrite(RecordFormat format) {
    Random random = new Random(format.type());
    CoordinatorText text =
        format.name().startsWith("Transaction")
            ? new CoordinatorText(CoordinatorRecords.ofTransactions())
            : new CoordinatorText(CoordinatorRecords.ofGroups());
    for (int i = 0; i < 40; i++) {
      short version = (short) random.nextInt(format.newest() + 1);
      ObjectNode key = object(format.key(), 0, random);
      ObjectNode value = object(format.value(), version, random);
      Shown shown =
          text.of(
              i,
              MessageUtil.toVersionPrefixedByteBuffer((short) format.type(), key(format, key)),
              MessageUtil.toVersionPrefixedByteBuffer(version, value(format, value, version)));

      assertThat(shown.key())
          .isEqualTo("{\"type\":\"%d\",\"data\":%s}".formatted(format.type(), key));
      assertThat(shown.payload())
          .isEqualTo("{\"version\":\"%d\",\"data\":%s}".formatted(version, value));
    }
  }

  private static ApiMessage key(RecordFormat format, JsonNode json) {
    short type = (short) format.type();
    return format.name().startsWith("Transaction")
        ? org.apache.kafka.coordinator.transaction.generated.CoordinatorRecordJsonConverters
            .readRecordKeyFromJson(json, type)
        : org.apache.kafka.coordinator.group.generated.CoordinatorRecordJsonConverters
            .readRecordKeyFromJson(json, type);
  }

  private static ApiMessage value(RecordFormat format, JsonNode json, short version) {
    short type = (short) format.type();
    return format.name().startsWith("Transaction")
        ? org.apache.kafka.coordinator.transaction.generated.CoordinatorRecordJsonConverters
            .readRecordValueFromJson(json, type, version)
        : org.apache.kafka.coordinator.group.generated.CoordinatorRecordJsonConverters
            .readRecordValueFromJson(json, type, version);
  }

  private static ObjectNode object(List<Field> fields, int version, Random random) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Field field : fields) {
      if (field.isIn(version) && !(field.isTagged() && random.nextBoolean())) {
        JsonNode value = value(field, version, random);
        if (!value.toString().equals(field.otherwise())) {
          object.set(field.name(), value);
        }
      }
    }
    return object;
  }

  private static JsonNode value(Field field, int version, Random random) {
    if (field.isNullable() && random.nextInt(4) == 0) {
      return NullNode.instance;
    }
    if (!field.isArray()) {
      return element(field, version, random);
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      array.add(element(field, version, random));
    }
    return array;
  }

  private static JsonNode element(Field field, int version, Random random) {
    return switch (field.type()) {
      case INT8 -> new IntNode((byte) random.nextInt());
      case INT16 -> new IntNode((short) random.nextInt());
      case UINT16 -> new IntNode(random.nextInt(65536));
      case INT32 -> new IntNode(random.nextInt());
      case INT64 -> new LongNode(random.nextLong());
      case UUID -> new TextNode(new Uuid(random.nextLong(), random.nextLong()).toString());
      case STRING -> new TextNode("ä\"" + random.nextInt(1000));
      case BYTES -> new BinaryNode(new byte[] {1, (byte) random.nextInt()});
      case STRUCT -> object(field.fields(), version, random);
    };
  }

  @Test
  void sharesAreReadInTheirOrder() {
    ByteBuffer key = ByteBuffer.allocate(40);
    key.putShort((short) 1).putShort((short) 1).put((byte) 'g').putLong(0).putLong(1).putInt(3);
    ByteBuffer value = ByteBuffer.allocate(80);
    value.putShort((short) 0).putInt(4).putInt(5).putLong(6);
    value.put((byte) 2).putLong(7).putLong(8).put((byte) 2).putShort((short) 9).put((byte) 0);
    value.put((byte) 1).put((byte) 0).put((byte) 4).putInt(11);

    Shown shown =
        new CoordinatorText(CoordinatorRecords.ofShares()).of(0, key.flip(), value.flip());

    assertThat(shown.key())
        .isEqualTo(
            "{\"type\":\"1\",\"data\":{\"groupId\":\"g\",\"topicId\":\"AAAAAAAAAAAAAAAAAAAAAQ\","
                + "\"partition\":3}}");
    assertThat(shown.payload())
        .isEqualTo(
            "{\"version\":\"0\",\"data\":{\"snapshotEpoch\":4,\"leaderEpoch\":5,\"startOffset\":6,"
                + "\"deliveryCompleteCount\":11,\"stateBatches\":[{\"firstOffset\":7,"
                + "\"lastOffset\":8,\"deliveryState\":2,\"deliveryCount\":9}]}}");
  }

  @Test
  void whatIsNotKnownOrDamagedIsSaidAndSkipped() {
    CoordinatorText text = new CoordinatorText(CoordinatorRecords.ofGroups());
    ByteBuffer unknown = ByteBuffer.allocate(2).putShort((short) 99).flip();
    ByteBuffer key = ByteBuffer.allocate(5).putShort((short) 2).putShort((short) 1).put((byte) 'g');
    ByteBuffer newer = ByteBuffer.allocate(2).putShort((short) 5).flip();
    ByteBuffer cut = ByteBuffer.allocate(4).putShort((short) 3).putShort((short) 9).flip();

    assertThat(text.of(7, unknown, null).key())
        .isEqualTo("Unknown record type 99 at offset 7, skipping.");
    assertThat(text.of(7, key.flip(), null).payload()).isEqualTo("<DELETE>");
    assertThat(text.of(7, key, newer).key()).startsWith("Error at offset 7, skipping. It is of");
    assertThat(text.of(7, key, cut).key())
        .isEqualTo("Error at offset 7, skipping. It is cut short.");
  }
}

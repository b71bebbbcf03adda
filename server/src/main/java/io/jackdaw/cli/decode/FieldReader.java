package io.jackdaw.cli.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.internals.ByteUtils;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields in one version, in the order of Kafka's message protocol, into JSON in the order of
 * the table. Fails with {@link BufferUnderflowException} or {@link IllegalArgumentException} if the
 * bytes are damaged.
 */
record FieldReader(int version, boolean isFlexible) {

  ObjectNode read(List<Field> fields, ByteBuffer in) {
    Map<Field, JsonNode> values = new HashMap<>();
    for (Field field : fields) {
      if (field.isIn(version) && !field.isTagged()) {
        values.put(field, value(field, in));
      }
    }
    if (isFlexible) {
      readTags(fields, in, values);
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Field field : fields) {
      JsonNode value = values.get(field);
      if (value != null && !(field.isTagged() && value.toString().equals(field.otherwise()))) {
        object.set(field.name(), value);
      }
    }
    return object;
  }

  private void readTags(List<Field> fields, ByteBuffer in, Map<Field, JsonNode> into) {
    int tags = ByteUtils.readUnsignedVarint(in);
    for (int i = 0; i < tags; i++) {
      int tag = ByteUtils.readUnsignedVarint(in);
      ByteBuffer content = take(in, ByteUtils.readUnsignedVarint(in));
      for (Field field : fields) {
        if (field.tag() == tag && field.isIn(version)) {
          into.put(field, value(field, content));
        }
      }
    }
  }

  private JsonNode value(Field field, ByteBuffer in) {
    if (!field.isArray()) {
      return element(field, in);
    }
    int count = isFlexible ? ByteUtils.readUnsignedVarint(in) - 1 : in.getInt();
    if (count < 0 && field.isNullable()) {
      return NullNode.instance;
    }
    if (count < 0 || count > in.remaining()) {
      throw new IllegalArgumentException(field.name() + " would have " + count + " elements");
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < count; i++) {
      array.add(element(field, in));
    }
    return array;
  }

  private JsonNode element(Field field, ByteBuffer in) {
    return switch (field.type()) {
      case INT8 -> new IntNode(in.get());
      case INT16 -> new IntNode(in.getShort());
      case UINT16 -> new IntNode(Short.toUnsignedInt(in.getShort()));
      case INT32 -> new IntNode(in.getInt());
      case INT64 -> new LongNode(in.getLong());
      case UUID -> new TextNode(new Uuid(in.getLong(), in.getLong()).toString());
      case STRING -> orNull(field, text(in));
      case BYTES -> orNull(field, bytes(in));
      case STRUCT -> {
        boolean isNull = field.isNullable() && !field.isArray() && isNull(field, in);
        yield isNull ? NullNode.instance : read(field.fields(), in);
      }
    };
  }

  /** A structure that may be null begins with a byte that says so: not the same one in a tag. */
  private static boolean isNull(Field field, ByteBuffer in) {
    return field.isTagged() ? ByteUtils.readUnsignedVarint(in) <= 0 : in.get() < 0;
  }

  private static JsonNode orNull(Field field, @Nullable JsonNode value) {
    if (value == null && (!field.isNullable() || field.isArray())) {
      throw new IllegalArgumentException(field.name() + " must not be null");
    }
    return value == null ? NullNode.instance : value;
  }

  private @Nullable JsonNode text(ByteBuffer in) {
    int length = isFlexible ? ByteUtils.readUnsignedVarint(in) - 1 : in.getShort();
    return length < 0
        ? null
        : new TextNode(StandardCharsets.UTF_8.decode(take(in, length)).toString());
  }

  private @Nullable JsonNode bytes(ByteBuffer in) {
    int length = isFlexible ? ByteUtils.readUnsignedVarint(in) - 1 : in.getInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[take(in.duplicate(), length).remaining()];
    in.get(bytes);
    return new BinaryNode(bytes);
  }

  private static ByteBuffer take(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer taken = in.slice(in.position(), length);
    in.position(in.position() + length);
    return taken;
  }
}

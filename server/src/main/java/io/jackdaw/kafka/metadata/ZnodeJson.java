package io.jackdaw.kafka.metadata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a znode: read without regard to the order of its keys, written in the order in
 * which they were put.
 *
 * <p>Errors: {@link MalformedZnodeException} from every reading method.
 */
final class ZnodeJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Map<String, Object> values;

  private ZnodeJson(Map<String, Object> values) {
    this.values = values;
  }

  static ZnodeJson create() {
    return new ZnodeJson(new LinkedHashMap<>());
  }

  /** Values are strings, numbers, booleans, lists and maps of them; null is left out. */
  ZnodeJson put(String key, @Nullable Object value) {
    if (value != null) {
      values.put(key, value);
    }
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      write(generator, values);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator generator, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> map -> {
        generator.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          generator.writeFieldName(entry.getKey().toString());
          write(generator, entry.getValue());
        }
        generator.writeEndObject();
      }
      case List<?> list -> {
        generator.writeStartArray();
        for (Object element : list) {
          write(generator, element);
        }
        generator.writeEndArray();
      }
      case Number number -> generator.writeNumber(number.longValue());
      case Boolean flag -> generator.writeBoolean(flag);
      default -> generator.writeString(value.toString());
    }
  }

  static ZnodeJson parse(byte[] data) {
    try (JsonParser parser = FACTORY.createParser(data)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedZnodeException("not a JSON object");
      }
      return new ZnodeJson(readObject(parser));
    } catch (IOException malformed) {
      throw new MalformedZnodeException(String.valueOf(malformed.getMessage()));
    }
  }

  private static Map<String, Object> readObject(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      Object value = readValue(parser, parser.nextToken());
      if (value != null) {
        object.put(key, value);
      }
    }
    return object;
  }

  private static @Nullable Object readValue(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY && next != null;
            next = parser.nextToken()) {
          Object element = readValue(parser, next);
          if (element != null) {
            list.add(element);
          }
        }
        yield list;
      }
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> parser.getText();
    };
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  int intValue(String key) {
    return Math.toIntExact(longValue(key));
  }

  int intValue(String key, int otherwise) {
    return has(key) ? intValue(key) : otherwise;
  }

  /** A number, also when it was written as a string. */
  long longValue(String key) {
    return number(required(key));
  }

  @Nullable String text(String key) {
    Object value = values.get(key);
    return value == null ? null : value.toString();
  }

  List<Integer> ints(String key) {
    return ints(required(key));
  }

  List<String> texts(String key) {
    return list(required(key)).stream().map(Object::toString).toList();
  }

  /** Empty when the key is missing. */
  Map<String, Object> object(String key) {
    return has(key) ? asObject(required(key)) : Map.of();
  }

  /** Objects in a list; empty when the key is missing. */
  List<ZnodeJson> objects(String key) {
    return has(key)
        ? list(required(key)).stream().map(it -> new ZnodeJson(asObject(it))).toList()
        : List.of();
  }

  static List<Integer> ints(Object value) {
    return list(value).stream().map(it -> Math.toIntExact(number(it))).toList();
  }

  private static List<?> list(Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new MalformedZnodeException("a list was expected instead of " + value);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asObject(Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new MalformedZnodeException("an object was expected instead of " + value);
  }

  private static long number(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    try {
      return Long.parseLong(value.toString());
    } catch (NumberFormatException malformed) {
      throw new MalformedZnodeException("a number was expected instead of " + value);
    }
  }

  private Object required(String key) {
    Object value = values.get(key);
    if (value == null) {
      throw new MalformedZnodeException("key " + key + " is missing");
    }
    return value;
  }
}

package io.jackdaw.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, records and numbers as JSON. */
public final class Json {
  private static final ObjectMapper INDENTED =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final ObjectMapper COMPACT = new ObjectMapper();

  private Json() {}

  /** Prints the value over several lines, for a person or a program that reads one document. */
  public static void print(PrintStream out, Object value) {
    out.println(text(INDENTED, value));
  }

  /** The value on one line. */
  public static String line(@Nullable Object value) {
    return text(COMPACT, value);
  }

  /** The value over several lines. */
  public static String indented(Object value) {
    return text(INDENTED, value);
  }

  /**
   * Reads one object.
   *
   * @throws Failure if it is none
   */
  public static Map<String, Object> parse(String text) {
    try {
      return COMPACT.readValue(text, new TypeReference<Map<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new Failure("not readable as JSON: " + e.getOriginalMessage(), "", e);
    }
  }

  /**
   * Reads one string with its quotes.
   *
   * @throws Failure if it is none
   */
  public static String string(String text) {
    try {
      return COMPACT.readValue(text, String.class);
    } catch (JsonProcessingException e) {
      throw new Failure("not readable as JSON: " + e.getOriginalMessage(), "", e);
    }
  }

  private static String text(ObjectMapper mapper, @Nullable Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not representable as JSON: " + value, e);
    }
  }
}

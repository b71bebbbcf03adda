package io.jackdaw.zookeeper.admin;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes maps, collections, strings, numbers, truth values and null as JSON, laid out as
 * ZooKeeper's AdminServer lays it out. One thread.
 */
final class JsonText {
  private static final String INDENT = "  ";

  private final StringBuilder text = new StringBuilder();

  private JsonText() {}

  static String of(@Nullable Object value) {
    JsonText json = new JsonText();
    json.value(value, 0);
    return json.text.toString();
  }

  private void value(@Nullable Object value, int depth) {
    switch (value) {
      case Map<?, ?> map -> object(map, depth);
      case Collection<?> collection -> array(collection, depth);
      case Double number when number.isNaN() || number.isInfinite() -> string(number.toString());
      case Number number -> text.append(number);
      case Boolean truth -> text.append(truth);
      case null -> text.append("null");
      default -> string(value.toString());
    }
  }

  private void object(Map<?, ?> map, int depth) {
    if (map.isEmpty()) {
      text.append("{ }");
      return;
    }
    text.append('{');
    Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<?, ?> entry = entries.next();
      newLine(depth + 1);
      string(String.valueOf(entry.getKey()));
      text.append(" : ");
      value(entry.getValue(), depth + 1);
      if (entries.hasNext()) {
        text.append(',');
      }
    }
    newLine(depth);
    text.append('}');
  }

  private void array(Collection<?> collection, int depth) {
    if (collection.isEmpty()) {
      text.append("[ ]");
      return;
    }
    text.append("[ ");
    Iterator<?> elements = collection.iterator();
    while (elements.hasNext()) {
      value(elements.next(), depth);
      if (elements.hasNext()) {
        text.append(", ");
      }
    }
    text.append(" ]");
  }

  private void newLine(int depth) {
    text.append('\n').repeat(INDENT, depth);
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        default -> {
          if (c < ' ') {
            text.append("\\u%04X".formatted((int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}

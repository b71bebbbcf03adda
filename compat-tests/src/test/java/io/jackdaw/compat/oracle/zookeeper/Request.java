package io.jackdaw.compat.oracle.zookeeper;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;

/**
 * One request as plain values; prints as words and is read back from them.
 *
 * @param arguments one {@link Token}-like word for each value that is asked
 * @param parts of a multi or multiRead
 * @param missing so many bytes of the body's end are not sent
 */
record Request(Operation operation, List<String> arguments, List<Request> parts, int missing) {
  private static final String SHORT = "short";

  Request {
    arguments = List.copyOf(arguments);
    parts = List.copyOf(parts);
  }

  static Request of(Operation operation, Object... arguments) {
    List<String> words = new ArrayList<>();
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    return new Request(operation, words, List.of(), 0);
  }

  static Request withParts(Operation operation, List<Request> parts) {
    return new Request(operation, List.of(), parts, 0);
  }

  Request shortBy(int bytes) {
    return new Request(operation, arguments, parts, bytes);
  }

  /** Takes one request from the front of {@code words}. */
  static Request read(ListIterator<String> words) {
    String first = words.next();
    if (first.equals(SHORT)) {
      int missing = Integer.parseInt(words.next());
      return read(words).shortBy(missing);
    }
    Operation operation = Operation.named(first);
    if (operation.hasParts()) {
      return withParts(operation, readParts(words));
    }
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < operation.asked().size(); i++) {
      arguments.add(words.next());
    }
    return new Request(operation, arguments, List.of(), 0);
  }

  private static List<Request> readParts(ListIterator<String> words) {
    List<Request> parts = new ArrayList<>();
    expect("[", words);
    for (String word = words.next(); !word.equals("]"); word = words.next()) {
      if (!word.equals("|")) {
        words.previous();
        parts.add(read(words));
      }
    }
    return parts;
  }

  private static void expect(String expected, Iterator<String> words) {
    String word = words.next();
    if (!word.equals(expected)) {
      throw new IllegalArgumentException("expected " + expected + ", found " + word);
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (missing > 0) {
      text.append(SHORT).append(' ').append(missing).append(' ');
    }
    text.append(operation.word());
    arguments.forEach(argument -> text.append(' ').append(argument));
    if (operation.hasParts()) {
      text.append(" [ ");
      parts.forEach(
          part -> text.append(text.toString().endsWith("[ ") ? "" : "| ").append(part).append(' '));
      text.append(']');
    }
    return text.toString();
  }
}

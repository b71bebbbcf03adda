package io.jackdaw.compat.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The lists in {@code resources/suite}: one name a line, then what is to be known about it. */
final class SuiteList {
  private SuiteList() {}

  static Map<String, String> read(String name) {
    Map<String, String> entries = new TreeMap<>();
    for (String line : lines(name)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(" ", 2);
        entries.put(parts[0], parts.length > 1 ? parts[1] : "");
      }
    }
    return entries;
  }

  private static List<String> lines(String name) {
    InputStream in = Objects.requireNonNull(SuiteList.class.getResourceAsStream("/suite/" + name));
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.jackdaw.compat.oracle.zookeeper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The programs that once showed a difference, by the claim that each of them tests. */
final class Regressions {
  private static final String FILE = "/zookeeper-regressions.txt";
  private static final String CLAIM = "== ";

  private Regressions() {}

  static Map<String, Program> all() {
    Map<String, String> texts = new LinkedHashMap<>();
    String claim = "";
    for (String line : text().lines().toList()) {
      if (line.startsWith(CLAIM)) {
        claim = line.substring(CLAIM.length());
      } else if (!claim.isEmpty()) {
        texts.merge(claim, line + "\n", String::concat);
      }
    }
    Map<String, Program> programs = new LinkedHashMap<>();
    texts.forEach((name, lines) -> programs.put(name, Program.read(lines)));
    return programs;
  }

  private static String text() {
    try (InputStream in = Regressions.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("no " + FILE + " among the resources");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

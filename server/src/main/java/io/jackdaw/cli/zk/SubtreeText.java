package io.jackdaw.cli.zk;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Subtrees as JSON, one document, or as lines for people: {@code /path "text"}, {@code /path
 * base64:AAE=} or {@code /path null}, with {@code /} for the top, and {@code (ephemeral)} behind.
 */
final class SubtreeText {
  private static final String EPHEMERAL = " (ephemeral)";
  private static final String BASE64 = "base64:";

  private SubtreeText() {}

  static String json(String top, List<SubtreeZnode> znodes) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (SubtreeZnode znode : znodes) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("path", znode.path());
      byte[] data = znode.data();
      String text = data == null ? null : SubtreeZnode.text(data);
      if (text != null) {
        fields.put("data", text);
      } else if (data != null) {
        fields.put("base64", SubtreeZnode.base64(data));
      }
      if (znode.ephemeral()) {
        fields.put("ephemeral", true);
      }
      all.add(fields);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("top", top);
    document.put("znodes", all);
    return Json.indented(document);
  }

  static String lines(List<SubtreeZnode> znodes) {
    StringBuilder lines = new StringBuilder();
    for (SubtreeZnode znode : znodes) {
      lines.append(znode.path().isEmpty() ? "/" : znode.path()).append(' ');
      lines.append(shown(znode.data())).append(znode.ephemeral() ? EPHEMERAL : "").append('\n');
    }
    return lines.toString();
  }

  /** Data on one line: a JSON string, or base64. */
  static String shown(byte @Nullable [] data) {
    if (data == null) {
      return "null";
    }
    String text = SubtreeZnode.text(data);
    return text == null ? BASE64 + SubtreeZnode.base64(data) : Json.line(text);
  }

  /**
   * Reads either form.
   *
   * @throws Failure naming the line that is not understood
   */
  static List<SubtreeZnode> read(String content) {
    return content.stripLeading().startsWith("{") ? readJson(content) : readLines(content);
  }

  private static List<SubtreeZnode> readJson(String content) {
    List<SubtreeZnode> znodes = new ArrayList<>();
    if (Json.parse(content).get("znodes") instanceof List<?> all) {
      for (Object each : all) {
        if (each instanceof Map<?, ?> fields) {
          znodes.add(
              new SubtreeZnode(
                  String.valueOf(fields.get("path")),
                  data(fields),
                  Boolean.TRUE.equals(fields.get("ephemeral"))));
        }
      }
    }
    return znodes;
  }

  private static byte @Nullable [] data(Map<?, ?> fields) {
    if (fields.get("data") instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    return fields.get("base64") instanceof String text ? Base64.getDecoder().decode(text) : null;
  }

  private static List<SubtreeZnode> readLines(String content) {
    List<SubtreeZnode> znodes = new ArrayList<>();
    for (String line : content.lines().filter(each -> !each.isBlank()).toList()) {
      boolean ephemeral = line.endsWith(EPHEMERAL);
      String rest = ephemeral ? line.substring(0, line.length() - EPHEMERAL.length()) : line;
      int blank = rest.indexOf(" \"");
      if (blank < 0) {
        blank = rest.lastIndexOf(' ');
      }
      if (blank <= 0 || !rest.startsWith("/")) {
        throw new Failure("not understood: " + line, "Write lines such as: /path \"data\".");
      }
      String path = rest.substring(0, blank);
      znodes.add(
          new SubtreeZnode(
              path.equals("/") ? "" : path, data(rest.substring(blank + 1)), ephemeral));
    }
    return znodes;
  }

  private static byte @Nullable [] data(String shown) {
    if (shown.equals("null")) {
      return null;
    }
    if (shown.startsWith(BASE64)) {
      return Base64.getDecoder().decode(shown.substring(BASE64.length()));
    }
    return Json.string(shown).getBytes(StandardCharsets.UTF_8);
  }
}

package io.jackdaw.zookeeper.tree;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The text of a quota's limits or statistics: {@code
 * count=4,bytes=5=;byteHardLimit=10;countHardLimit=10}, where the odd {@code =} makes old parsers
 * stop; −1 stands for no limit. Source: StatsTrack.
 *
 * @param others all keys but {@code count} and {@code bytes}, which come first
 */
record Usage(long count, long bytes, Map<String, Long> others) {
  static final Usage NONE = new Usage(-1, -1, Map.of());

  /** Reads what it understands: a client may have written anything. */
  static Usage parse(String text) {
    Map<String, Long> values = new TreeMap<>();
    for (String pair : text.split("[,;]+")) {
      String[] parts = pair.split("=");
      if (parts.length > 0 && !parts[0].isEmpty()) {
        values.put(parts[0], number(parts.length > 1 ? parts[1] : ""));
      }
    }
    Long count = values.remove("count");
    Long bytes = values.remove("bytes");
    return new Usage(count == null ? -1 : count, bytes == null ? -1 : bytes, values);
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      return -1;
    }
  }

  long countHardLimit() {
    return others.getOrDefault("countHardLimit", -1L);
  }

  long byteHardLimit() {
    return others.getOrDefault("byteHardLimit", -1L);
  }

  Usage withUse(long newCount, long newBytes) {
    return new Usage(newCount, newBytes, others);
  }

  byte[] toBytes() {
    StringBuilder text = new StringBuilder("count=" + count + ",bytes=" + bytes);
    if (!others.isEmpty()) {
      text.append('=');
      others.forEach((key, value) -> text.append(';').append(key).append('=').append(value));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}

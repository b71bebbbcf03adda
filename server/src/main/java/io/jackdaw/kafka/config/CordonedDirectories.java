package io.jackdaw.kafka.config;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;

/**
 * Which log directories get no new partitions, by a broker's configuration; what lies in them is
 * served as before. Pure. Source: {@code cordoned.log.dirs}, KIP-1066.
 */
public final class CordonedDirectories {
  static final String KEY = "cordoned.log.dirs";
  private static final String ALL = "*";

  private CordonedDirectories() {}

  /**
   * Those of {@code directories} that are cordoned.
   *
   * @param values of the broker, by their keys
   */
  public static Set<Path> of(Map<String, String> values, List<Path> directories) {
    List<String> named = new ConfigValues(values).list(KEY);
    return directories.stream()
        .filter(it -> named.contains(ALL) || named.contains(it.toString()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether these values name every log directory, wherever those are. */
  static boolean ofAll(Map<String, String> values) {
    return new ConfigValues(values).list(KEY).contains(ALL);
  }

  /**
   * Checks that only log directories are named.
   *
   * @throws ConfigException in Apache Kafka's words
   */
  public static void check(Map<String, String> values, List<Path> directories) {
    List<String> named = new ConfigValues(values).list(KEY);
    if (named.contains(ALL)) {
      if (named.size() > 1) {
        throw new ConfigException(
            "requirement failed: When cordoned.log.dirs is set to *, it must not contain other"
                + " values");
      }
      return;
    }
    Set<String> missing = new LinkedHashSet<>(named);
    Set<String> known = new HashSet<>();
    directories.forEach(it -> known.add(it.toString()));
    missing.removeAll(known);
    if (!missing.isEmpty()) {
      throw new ConfigException(
          "requirement failed: All entries in cordoned.log.dirs must be present in log.dirs or"
              + " log.dir. Missing entries : "
              + String.join(", ", missing));
    }
  }
}

package io.jackdaw.node;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The file that {@code dynamicConfigFile} names, with the {@code server.N} lines of an ensemble.
 */
final class DynamicConfigFile {
  private static final String KEY = "dynamicConfigFile";

  /** Which round of {@code reconfig} the file comes from; of no use here. */
  private static final String VERSION = "version";

  private DynamicConfigFile() {}

  /**
   * The keys of {@code zoo.cfg} and those of the file that it names.
   *
   * @throws ConfigException when the file cannot be read, or both name servers
   */
  static Map<String, String> added(Map<String, String> zooCfg) {
    String file = zooCfg.getOrDefault(KEY, "");
    if (file.isEmpty()) {
      return zooCfg;
    }
    Map<String, String> all = new HashMap<>(zooCfg);
    all.remove(KEY);
    if (all.keySet().stream().anyMatch(key -> key.startsWith("server."))) {
      throw new ConfigException(
          "%s is set, and there are server.N lines too: they belong into %s alone"
              .formatted(KEY, file));
    }
    all.putAll(PropertiesFile.read(Path.of(file)));
    all.remove(VERSION);
    return all;
  }
}

package io.jackdaw.node;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads the {@code key=value} files that ZooKeeper and Kafka are configured with. */
public final class PropertiesFile {
  private PropertiesFile() {}

  /**
   * The keys and trimmed values of a file, sorted by key.
   *
   * @throws ConfigException when it cannot be read
   */
  public static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(
          "Cannot read the configuration " + file.toAbsolutePath() + ": " + e.getMessage(), e);
    }
    Map<String, String> values = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(key -> values.put(key, properties.getProperty(key).trim()));
    return values;
  }

  /** {@code base} with the entries of {@code overrides} in place of its own. */
  static Map<String, String> merged(Map<String, String> base, Map<String, String> overrides) {
    Map<String, String> merged = new LinkedHashMap<>(base);
    merged.putAll(overrides);
    return Map.copyOf(merged);
  }
}

package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** Properties for a Kafka client, from files and {@code key=value} arguments. */
public final class ClientProperties {
  private ClientProperties() {}

  /** Reads a properties file; a {@link Failure} names the file that cannot be read. */
  public static Properties load(Path file) {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new Failure(
          "cannot read " + file + ": " + e.getMessage(),
          "Check the path of the properties file.",
          e);
    }
    return properties;
  }

  /**
   * {@code key=value} pairs; a missing value is the empty string, further {@code =} belong to the
   * value.
   */
  public static Properties parse(List<String> pairs) {
    Properties properties = new Properties();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        properties.setProperty(pair, "");
      } else {
        properties.setProperty(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return properties;
  }
}

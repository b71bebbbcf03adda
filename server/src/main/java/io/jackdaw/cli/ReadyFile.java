package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;

/**
 * A small properties file that a server writes when it is ready, for whoever waits for it. Appears
 * whole or not at all.
 */
final class ReadyFile {
  private ReadyFile() {}

  static void write(Path file, Map<String, String> values) {
    // Not by Properties, which says when: the names of time zones take their time to be found.
    StringBuilder lines = new StringBuilder();
    values.forEach((key, value) -> lines.append(key).append('=').append(value).append('\n'));
    lines.append("pid=").append(ProcessHandle.current().pid()).append('\n');
    Path parts = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.writeString(parts, lines);
      Files.move(parts, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Failure("cannot write " + file + ": " + e.getMessage(), "", e);
    }
  }

  static Properties read(Path file) {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new Failure("cannot read " + file + ": " + e.getMessage(), "", e);
    }
    return properties;
  }
}

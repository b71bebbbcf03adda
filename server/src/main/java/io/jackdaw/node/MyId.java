package io.jackdaw.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The file {@code myid} in the data directory, which says which {@code server.N} this one is. */
final class MyId {
  private static final String KEY = "serverId";

  private MyId() {}

  /**
   * The keys of {@code zoo.cfg}, with this server's number where other servers are named.
   *
   * @throws ConfigException when the number is missing or none
   */
  static Map<String, String> added(Map<String, String> zooCfg) {
    long servers = zooCfg.keySet().stream().filter(key -> key.startsWith("server.")).count();
    if (servers == 0 || zooCfg.containsKey(KEY)) {
      return zooCfg;
    }
    Path file = Path.of(zooCfg.getOrDefault("dataDir", ".")).resolve("myid");
    if (!Files.exists(file)) {
      if (servers == 1) {
        return zooCfg;
      }
      throw new ConfigException(
          "%s is missing: write into it the N of this server's own server.N line"
              .formatted(file.toAbsolutePath()));
    }
    Map<String, String> added = new HashMap<>(zooCfg);
    added.put(KEY, read(file));
    return added;
  }

  private static String read(Path file) {
    try {
      String text = Files.readString(file).trim();
      int id = Integer.parseInt(text);
      if (id < 1 || id > 254) {
        throw new ConfigException(
            "%s must hold a number from 1 to 254, was %d".formatted(file.toAbsolutePath(), id));
      }
      return text;
    } catch (IOException | NumberFormatException unreadable) {
      throw new ConfigException(
          "%s must hold this server's number and nothing else: %s"
              .formatted(file.toAbsolutePath(), unreadable.getMessage()),
          unreadable);
    }
  }
}

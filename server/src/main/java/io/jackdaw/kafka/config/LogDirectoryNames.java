package io.jackdaw.kafka.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/** Where a broker keeps its logs. Pure. Source: {@code log.dirs}, {@code log.dir}. */
public final class LogDirectoryNames {
  private LogDirectoryNames() {}

  /**
   * Each once, in the order given; at least one.
   *
   * @throws ConfigException if there is none
   */
  public static List<Path> of(Map<String, String> properties) {
    ConfigValues values = new ConfigValues(properties);
    List<String> given = values.list("log.dirs");
    List<String> directories = given.isEmpty() ? values.list("log.dir") : given;
    if (directories.isEmpty()) {
      throw new ConfigException("log.dirs must name at least one directory");
    }
    return directories.stream().map(Path::of).distinct().toList();
  }
}

package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The {@code zoo.cfg} that the {@code zk*.sh} scripts mean. */
final class ZooCfgFile {
  private ZooCfgFile() {}

  /**
   * A bare name is looked for in the configuration directory, then here; a path is taken as it is.
   *
   * @param file empty for {@code $ZOOCFG}, or else {@code zoo.cfg}
   */
  static Path named(String file) {
    String fromEnvironment = System.getenv("ZOOCFGDIR");
    return named(
        file,
        fromEnvironment == null || fromEnvironment.isEmpty()
            ? Installation.current().config("")
            : Path.of(fromEnvironment).normalize());
  }

  /** The same, in another configuration directory. */
  static Path named(String file, Path directory) {
    String fromEnvironment = System.getenv("ZOOCFG");
    String name = !file.isEmpty() ? file : fromEnvironment != null ? fromEnvironment : "zoo.cfg";
    Path inDirectory = directory.resolve(name);
    return name.contains("/") || !Files.exists(inDirectory) && Files.exists(Path.of(name))
        ? Path.of(name)
        : inDirectory;
  }

  static Path dataDir(Map<String, String> settings) {
    String dataDir = settings.get("dataDir");
    if (dataDir == null) {
      throw new Failure(
          "dataDir is not set",
          "Add a line such as dataDir=/var/lib/zookeeper to the configuration.");
    }
    return Path.of(dataDir);
  }
}

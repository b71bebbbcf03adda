package io.jackdaw.compat.rig;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Our broker alone, as {@code kafka-server-start.sh} starts it, on somebody's coordination. */
public final class JackdawBroker extends ServerProcess {
  private final Path config;

  /** A broker that is not started yet and keeps its records in {@code logDirectory}. */
  public JackdawBroker(String connectString, Path logDirectory) {
    config = ServerFiles.serverProperties(logDirectory, port(), connectString);
  }

  /** The same with several log directories. */
  public JackdawBroker(String connectString, List<Path> logDirectories) {
    config = ServerFiles.serverProperties(logDirectories, port(), connectString);
  }

  @Override
  protected ExternalProcess launch() {
    return ExternalProcess.start(
        "jackdaw-broker",
        config.getParent(),
        Map.of("JAVA_HOME", System.getProperty("java.home")),
        List.of(
            Distribution.unpacked().resolve("bin/kafka-server-start.sh").toString(),
            config.toString()));
  }
}

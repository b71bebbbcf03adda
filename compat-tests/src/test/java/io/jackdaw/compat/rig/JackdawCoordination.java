package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Our coordination service alone, as {@code zkServer.sh} starts it. */
public final class JackdawCoordination extends ServerProcess {
  private final Path config;
  private final String options;

  private JackdawCoordination(Path folder, int tickMs, List<String> settings) {
    config = ServerFiles.zooCfg(folder, port(), tickMs, settings);
    // What only the JVM reads.
    options =
        settings.stream()
            .filter(line -> line.startsWith("java.security.krb5"))
            .map(line -> "-D" + line)
            .collect(Collectors.joining(" "));
  }

  /**
   * Starts an empty one and waits until it accepts; sessions last at least two ticks.
   *
   * @param settings more lines of its {@code zoo.cfg}
   */
  public static JackdawCoordination fresh(int tickMs, String... settings) {
    return on(Places.freshFolder("jackdaw-coordination"), tickMs, settings);
  }

  /** The same on the data that is in {@code folder}, if there is any. */
  public static JackdawCoordination on(Path folder, int tickMs, String... settings) {
    JackdawCoordination server = new JackdawCoordination(folder, tickMs, List.of(settings));
    server.start();
    return server;
  }

  /** Starts server {@code id} of an ensemble, whose lines are {@code settings}. */
  static JackdawCoordination member(Path folder, int id, int tickMs, List<String> settings) {
    try {
      Files.writeString(
          Files.createDirectories(folder.resolve("data")).resolve("myid"), Integer.toString(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JackdawCoordination server = new JackdawCoordination(folder, tickMs, settings);
    server.start();
    return server;
  }

  @Override
  protected ExternalProcess launch() {
    return ExternalProcess.start(
        "jackdaw-coordination",
        config.getParent(),
        Map.of("JAVA_HOME", System.getProperty("java.home"), "JACKDAW_OPTS", options),
        List.of(
            Distribution.unpacked().resolve("bin/zkServer.sh").toString(),
            "start-foreground",
            config.toString()));
  }
}

package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Our coordination service alone, as {@code zkServer.sh} starts it. */
public final class JackdawCoordination extends ServerProcess {
  private final Path config;
  private final Place place;
  private final String options;

  /**
   * Where a server runs.
   *
   * @param host where its clients find it
   * @param prefix what stands before a command to have it run there
   * @param options for its JVM
   */
  record Place(String host, List<String> prefix, String options) {
    static final Place HERE = new Place("127.0.0.1", List.of(), "");
  }

  private JackdawCoordination(Path folder, Place place, int tickMs, List<String> settings) {
    this.place = place;
    config = ServerFiles.zooCfg(folder, place.host, port(), tickMs, settings);
    // What only the JVM reads.
    options =
        Stream.concat(
                Stream.of(place.options),
                settings.stream()
                    .filter(line -> line.startsWith("java.security.krb5"))
                    .map(line -> "-D" + line))
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
    JackdawCoordination server =
        new JackdawCoordination(folder, Place.HERE, tickMs, List.of(settings));
    server.start();
    return server;
  }

  /** Starts server {@code id} of an ensemble, whose lines are {@code settings}. */
  static JackdawCoordination member(Path folder, int id, int tickMs, List<String> settings) {
    return member(folder, Place.HERE, id, tickMs, settings);
  }

  /** The same at another place. */
  static JackdawCoordination member(
      Path folder, Place place, int id, int tickMs, List<String> settings) {
    try {
      Files.writeString(
          Files.createDirectories(folder.resolve("data")).resolve("myid"), Integer.toString(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JackdawCoordination server = new JackdawCoordination(folder, place, tickMs, settings);
    server.start();
    return server;
  }

  @Override
  protected String host() {
    return place.host;
  }

  /** Where its znodes are, as {@code dataDir} says. */
  public Path data() {
    return config.resolveSibling("data");
  }

  @Override
  protected ExternalProcess launch() {
    return ExternalProcess.start(
        "jackdaw-coordination",
        config.getParent(),
        Map.of("JAVA_HOME", System.getProperty("java.home"), "JACKDAW_OPTS", options),
        Stream.concat(
                place.prefix.stream(),
                Stream.of(
                    Distribution.unpacked().resolve("bin/zkServer.sh").toString(),
                    "start-foreground",
                    config.toString()))
            .toList());
  }
}

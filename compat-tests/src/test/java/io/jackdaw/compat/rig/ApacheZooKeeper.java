package io.jackdaw.compat.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Apache ZooKeeper 3.9.5, one server, empty at first, without fsync. */
public final class ApacheZooKeeper extends ServerProcess {
  /** Nothing is audited unless a setting asks for it. */
  private static final String OPTION = "-X";

  private static final String AUDIT_LEVEL =
      "-Dorg.slf4j.simpleLogger.log.org.apache.zookeeper.audit=info";

  private final Path config;
  private final String toolSet;
  private final List<String> settings;
  private final boolean member;

  private ApacheZooKeeper(Path folder, String toolSet, int tickMs, List<String> settings) {
    this.toolSet = toolSet;
    List<String> lines = settings.stream().filter(line -> !line.startsWith(OPTION)).toList();
    config = ServerFiles.zooCfg(folder, port(), tickMs, lines);
    this.settings = settings;
    this.member = lines.stream().anyMatch(line -> line.startsWith("server."));
  }

  /** Starts one and waits until it accepts. */
  public static ApacheZooKeeper fresh() {
    return fresh(2000);
  }

  /**
   * As {@link #fresh()}; sessions last at least two ticks.
   *
   * @param settings more lines of its {@code zoo.cfg}; options of the JVM begin with {@code -X}
   */
  public static ApacheZooKeeper fresh(int tickMs, String... settings) {
    return on(Places.freshFolder("apache-zookeeper"), "zookeeper-3.9", tickMs, settings);
  }

  /**
   * Starts one of any version on the data that is in {@code folder}, if there is any.
   *
   * @param toolSet a folder under {@code tools/}
   */
  public static ApacheZooKeeper on(Path folder, String toolSet, int tickMs, String... settings) {
    ApacheZooKeeper server = new ApacheZooKeeper(folder, toolSet, tickMs, List.of(settings));
    server.start();
    return server;
  }

  /** Starts server {@code id} of an ensemble, whose lines are {@code settings}. */
  static ApacheZooKeeper member(Path folder, int id, int tickMs, List<String> settings) {
    try {
      Files.writeString(
          Files.createDirectories(folder.resolve("data")).resolve("myid"), Integer.toString(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ApacheZooKeeper server = new ApacheZooKeeper(folder, "zookeeper-3.9", tickMs, settings);
    server.start();
    return server;
  }

  @Override
  protected ExternalProcess launch() {
    // These it reads as system properties only.
    String[] flags =
        Stream.concat(
                Stream.of(AUDIT_LEVEL),
                settings.stream()
                    .filter(ApacheZooKeeper::isPropertyOnly)
                    .map(ApacheZooKeeper::flag))
            .toArray(String[]::new);
    String main = member ? "quorum.QuorumPeerMain" : "ZooKeeperServerMain";
    return JavaTool.of(toolSet, "org.apache.zookeeper.server." + main, flags)
        .start(config.toString());
  }

  private static String flag(String line) {
    if (line.startsWith(OPTION)) {
      return line;
    }
    return isOfTheJvm(line) ? "-D" + line : "-Dzookeeper." + line;
  }

  private static boolean isOfTheJvm(String line) {
    return line.startsWith("znode.") || line.startsWith("java.");
  }

  private static boolean isPropertyOnly(String line) {
    return !line.startsWith("dataLogDir") && !line.startsWith("server.");
  }

  /**
   * It accepts before it serves, and never answers a client that came too early; one of an ensemble
   * does not serve before others are there.
   */
  @Override
  protected boolean ready() {
    if (member) {
      return super.ready();
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(500);
      socket.getOutputStream().write("srvr".getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII).contains("Mode: ");
    } catch (IOException notYet) {
      return false;
    }
  }

  public String connectString() {
    return address();
  }
}

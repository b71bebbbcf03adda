package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.node.DynamicConfigFile;
import io.jackdaw.node.Jackdaw;
import io.jackdaw.node.NodeConfig;
import io.jackdaw.node.PropertiesFile;
import io.jackdaw.node.ZooKeeperProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code zkServer.sh}: the coordination service alone, configured by {@code zoo.cfg}; what it
 * prints is Apache's.
 */
@Command(name = "zk-server", hidden = true)
final class ZkServer implements Callable<Integer> {
  private static final int CONNECT_TIMEOUT_MS = 5_000;

  @Option(names = "--config", paramLabel = "conf-dir")
  @Nullable Path configDirectory;

  @Parameters(index = "0", arity = "0..1")
  String action = "";

  @Parameters(index = "1", arity = "0..1")
  String file = "";

  @Override
  public Integer call() {
    return switch (action) {
      case "start" -> start(config());
      case "start-foreground" -> startForeground(config());
      case "stop" -> stop(config());
      case "restart" -> {
        Path config = config();
        stop(config);
        yield start(config);
      }
      case "status" -> status(config());
      case "version" -> {
        System.out.println(
            "Jackdaw, version "
                + Jackdaw.VERSION
                + ", in place of Apache ZooKeeper, version "
                + org.apache.zookeeper.Version.getVersion());
        yield 0;
      }
      default -> {
        System.err.println(
            "Usage: zkServer.sh [--config <conf-dir>]"
                + " {start|start-foreground|stop|version|restart|status|print-cmd} [zoo.cfg]");
        yield 1;
      }
    };
  }

  private Path config() {
    Path config =
        configDirectory == null ? ZooCfgFile.named(file) : ZooCfgFile.named(file, configDirectory);
    System.err.println("Using config: " + config);
    return config;
  }

  private int start(Path config) {
    Map<String, String> settings = PropertiesFile.read(config);
    PidFile pidFile = pidFile(settings);
    System.out.print("Starting zookeeper ... ");
    System.out.flush();
    Optional<ProcessHandle> running = pidFile.process();
    if (running.isPresent()) {
      System.out.println("already running as process " + running.get().pid() + ".");
      return 1;
    }
    Path dataDir = ZooCfgFile.dataDir(settings);
    String user = System.getProperty("user.name", "");
    Path output =
        Installation.current()
            .logs("ZOO_LOG_DIR", dataDir)
            .resolve("zookeeper-" + user + "-server-" + hostName() + ".out");
    Path ready = dataDir.resolve("zookeeper_server.ready");
    try {
      Files.createDirectories(dataDir);
      String pid =
          new Daemon(output, ready)
              .start(List.of("zk-server", "start-foreground", config.toAbsolutePath().toString()))
              .getProperty("pid");
      pidFile.write(Long.parseLong(pid));
      Files.deleteIfExists(ready);
      System.out.println("STARTED");
      return 0;
    } catch (IOException | Failure e) {
      System.out.println("FAILED TO START");
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static int startForeground(Path config) {
    Logging.console();
    Foreground.run(node(config), _ -> {}, () -> {});
    return 0;
  }

  /** What a {@code zoo.cfg} asks for. */
  static NodeConfig node(Path config) {
    Map<String, String> settings =
        new LinkedHashMap<>(ZooKeeperProperties.with(PropertiesFile.read(config)));
    settings.putIfAbsent("admin.enableServer", "true");
    settings.put(DynamicConfigFile.SOURCE, config.toString());
    return NodeConfig.coordination(settings);
  }

  private int stop(Path config) {
    PidFile pidFile = pidFile(PropertiesFile.read(config));
    System.out.print("Stopping zookeeper ... ");
    System.out.flush();
    if (!Files.exists(pidFile.path())) {
      System.out.println("no zookeeper to stop (could not find file " + pidFile.path() + ")");
      return 0;
    }
    pidFile.process().ifPresent(PidFile::stop);
    pidFile.delete();
    System.out.println("STOPPED");
    return 0;
  }

  private int status(Path config) {
    Map<String, String> settings = DynamicConfigFile.whole(PropertiesFile.read(config));
    String host = settings.getOrDefault("clientPortAddress", "localhost");
    String port = settings.get("clientPort");
    if (port == null) {
      System.out.println(
          "Unable to find either secure or unsecure client port in any configs. Terminating.");
      return 1;
    }
    System.out.println(
        "Client port found: " + port + ". Client address: " + host + ". Client SSL: false.");
    Optional<String> mode =
        ask(host, Integer.parseInt(port), "srvr")
            .lines()
            .filter(line -> line.startsWith("Mode"))
            .findFirst();
    System.out.println(mode.orElse("Error contacting service. It is probably not running."));
    return mode.isPresent() ? 0 : 1;
  }

  /** The answer to a four-letter word; empty if nobody answers. */
  private static String ask(String host, int port, String word) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(CONNECT_TIMEOUT_MS);
      socket.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MS);
      socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException nobody) {
      return "";
    }
  }

  private static PidFile pidFile(Map<String, String> settings) {
    String chosen = System.getenv("ZOOPIDFILE");
    return new PidFile(
        chosen == null
            ? ZooCfgFile.dataDir(settings).resolve("zookeeper_server.pid")
            : Path.of(chosen));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}

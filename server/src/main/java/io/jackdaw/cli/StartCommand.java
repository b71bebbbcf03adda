package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.node.Jackdaw;
import io.jackdaw.node.NodeConfig;
import io.jackdaw.node.PropertiesFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code jackdaw start}: the coordination service and the broker in one process, with defaults that
 * do not hurt.
 */
@Command(
    name = "start",
    description = {"Start the coordination service and the broker in one process.", ""})
final class StartCommand implements Callable<Integer> {
  private static final int DEFAULT_KAFKA_PORT = 9092;

  @Option(
      names = {"-d", "--daemon"},
      description = "run in the background; `jackdaw stop` ends it.")
  boolean daemon;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where everything is kept (default: $JACKDAW_DATA, or .jackdaw in your home).")
  Path data = Path.of("");

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "settings, as in config/jackdaw.properties.")
  @Nullable Path config;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description = "default: 9092; 0 picks a free one.")
  @Nullable Integer kafkaPort;

  @Option(
      names = "--zookeeper-port",
      paramLabel = "PORT",
      description = "default: 2181; 0 picks a free one.")
  @Nullable Integer zookeeperPort;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "address to listen at (default: localhost, this machine only).")
  @Nullable String host;

  @Option(
      names = "--override",
      paramLabel = "KEY=VALUE",
      description = "a setting in place of the file's; may be repeated.")
  Map<String, String> overrides = new LinkedHashMap<>();

  @Override
  public Integer call() {
    Map<String, String> settings = settings();
    DataDirectory directory =
        DataDirectory.of(Path.of(settings.getOrDefault("data.dir", data.toString())));
    directory
        .pidFile()
        .process()
        .ifPresent(
            running -> {
              throw new Failure(
                  "Jackdaw is running already in "
                      + directory.path()
                      + " (process "
                      + running.pid()
                      + ")",
                  "Stop it with `jackdaw stop`, or start another with --data DIR --kafka-port 0"
                      + " --zookeeper-port 0.");
            });
    directory.create();
    if (daemon) {
      startDaemon(directory);
      return 0;
    }
    Logging.files(directory.logs());
    NodeConfig node = NodeConfig.both(settings, directory.path(), false);
    Foreground.run(
        node,
        jackdaw -> {
          directory.pidFile().write(ProcessHandle.current().pid());
          ReadyFile.write(directory.listeningFile(), Foreground.addresses(node, jackdaw));
          welcome(
              jackdaw.bootstrapServers(),
              node.coordination().isPresent()
                  ? Optional.of(jackdaw.connectString())
                  : Optional.empty(),
              directory,
              "Stop it with Ctrl-C.");
        },
        () -> directory.pidFile().delete());
    return 0;
  }

  /**
   * The file's settings, overridden by the command line's; ports and host become Kafka's and
   * ZooKeeper's own keys.
   */
  Map<String, String> settings() {
    Map<String, String> settings =
        new LinkedHashMap<>(config == null ? Map.of() : PropertiesFile.read(config));
    if (!data.toString().isEmpty()) {
      settings.put("data.dir", data.toAbsolutePath().toString());
    }
    String at = host == null ? "localhost" : host;
    boolean fileListens = settings.containsKey("listeners");
    if (!fileListens || host != null || kafkaPort != null) {
      settings.put(
          "listeners",
          "PLAINTEXT://" + at + ":" + (kafkaPort == null ? DEFAULT_KAFKA_PORT : kafkaPort));
    }
    if (zookeeperPort != null) {
      settings.put("coordination.clientPort", zookeeperPort.toString());
    }
    if (host != null || !settings.containsKey("coordination.clientPortAddress")) {
      settings.put("coordination.clientPortAddress", at);
    }
    settings.putAll(overrides);
    return settings;
  }

  private void startDaemon(DataDirectory directory) {
    List<String> args = new ArrayList<>(List.of("start", "--data", directory.path().toString()));
    if (config != null) {
      args.addAll(List.of("--config", config.toAbsolutePath().toString()));
    }
    if (kafkaPort != null) {
      args.addAll(List.of("--kafka-port", kafkaPort.toString()));
    }
    if (zookeeperPort != null) {
      args.addAll(List.of("--zookeeper-port", zookeeperPort.toString()));
    }
    if (host != null) {
      args.addAll(List.of("--host", host));
    }
    overrides.forEach((key, value) -> args.addAll(List.of("--override", key + "=" + value)));
    Properties ready =
        new Daemon(directory.logs().resolve("jackdaw.out"), directory.listeningFile()).start(args);
    welcome(
        ready.getProperty("kafka", ""),
        Optional.ofNullable(ready.getProperty("zookeeper")),
        directory,
        "Stop it with `bin/jackdaw stop`.");
  }

  private void welcome(
      String kafka, Optional<String> zookeeper, DataDirectory directory, String stop) {
    String broker = kafka.equals("localhost:9092") ? "" : " -b " + kafka;
    String shell =
        zookeeper.filter(at -> !at.equals("localhost:2181")).map(at -> " -s " + at).orElse("");
    System.out.println("Jackdaw " + Jackdaw.VERSION + " is running.");
    System.out.println();
    System.out.println("  Kafka      " + kafka);
    zookeeper.ifPresent(at -> System.out.println("  ZooKeeper  " + at));
    System.out.println("  data       " + directory.path());
    System.out.println("  log        " + directory.logs().resolve("jackdaw.log"));
    System.out.println();
    System.out.println("Try in another terminal:");
    System.out.println("  bin/jackdaw topics create test --partitions 3" + broker);
    System.out.println("  bin/jackdaw produce test hello world" + broker);
    System.out.println("  bin/jackdaw consume test --from-beginning" + broker);
    System.out.println("  bin/jackdaw zk" + shell + " ls /brokers/ids");
    System.out.println();
    System.out.println(stop);
  }
}

package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.node.NodeConfig;
import io.jackdaw.node.PropertiesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code kafka-server-start.sh [-daemon] server.properties [--override key=value]*}: a broker
 * alone.
 */
@Command(name = "kafka-server-start", hidden = true, mixinStandardHelpOptions = true)
final class KafkaServerStart implements Callable<Integer> {
  @Option(names = "-daemon", description = "Run in the background.")
  boolean daemon;

  @Option(names = "-name", hidden = true)
  String name = "kafkaServer";

  @Option(names = "-loggc", hidden = true)
  boolean loggc;

  @Parameters(paramLabel = "server.properties")
  Path file = Path.of("");

  @Option(
      names = "--override",
      paramLabel = "property=value",
      description = "In place of what the file says.")
  Map<String, String> overrides = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    NodeConfig node = node(file, overrides);
    if (!daemon) {
      Logging.console();
      Foreground.run(node, _ -> {}, () -> {});
      return 0;
    }
    List<String> args =
        new ArrayList<>(List.of("kafka-server-start", file.toAbsolutePath().toString()));
    overrides.forEach((key, value) -> args.addAll(List.of("--override", key + "=" + value)));
    Path logs =
        Installation.current()
            .logs("LOG_DIR", Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    Files.createDirectories(logs);
    Path ready = Files.createTempFile(logs, "kafka", ".ready");
    try {
      Properties said = new Daemon(logs.resolve(name + ".out"), ready).start(args);
      System.out.println(
          "Broker started, listening on "
              + said.getProperty("kafka")
              + " (process "
              + said.getProperty("pid")
              + ").");
    } finally {
      Files.deleteIfExists(ready);
    }
    return 0;
  }

  /** What a {@code server.properties} and the command line ask for. */
  static NodeConfig node(Path file, Map<String, String> overrides) {
    Map<String, String> settings = new LinkedHashMap<>(PropertiesFile.read(file));
    settings.putAll(overrides);
    if (!settings.containsKey("zookeeper.connect")) {
      throw new Failure(
          "zookeeper.connect is not set in " + file,
          "Add zookeeper.connect=localhost:2181, or start both services with bin/jackdaw start.");
    }
    if (!settings.containsKey("log.dirs") && !settings.containsKey("log.dir")) {
      settings.put("log.dirs", Installation.current().records().toString());
    }
    return NodeConfig.broker(settings);
  }
}

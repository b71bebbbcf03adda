package io.jackdaw.cli;

import io.jackdaw.cli.output.Json;
import io.jackdaw.cli.output.OutputOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jackdaw status}: whether it runs, where it listens; exit code 0 if it runs, else 1. */
@Command(
    name = "status",
    description = "Say whether Jackdaw runs and where it listens. Exit code 0 if it does, else 1.")
final class StatusCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the data directory it was started with.")
  Path data = Path.of("");

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    DataDirectory directory = DataDirectory.of(data);
    Optional<Properties> listening = directory.listening();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("running", listening.isPresent());
    listening.ifPresent(
        said -> {
          facts.put("pid", Long.valueOf(said.getProperty("pid")));
          for (String protocol : new String[] {"kafka", "zookeeper", "admin", "metrics"}) {
            if (said.containsKey(protocol)) {
              facts.put(protocol, said.getProperty(protocol));
            }
          }
        });
    facts.put("data", directory.path().toString());
    if (output.json()) {
      Json.print(System.out, facts);
    } else if (listening.isPresent()) {
      System.out.println("Jackdaw is running (process " + facts.get("pid") + ").");
      System.out.println("  Kafka      " + facts.getOrDefault("kafka", "-"));
      System.out.println("  ZooKeeper  " + facts.getOrDefault("zookeeper", "-"));
      printUrl(facts, "admin", "/commands");
      printUrl(facts, "metrics", "/metrics");
      System.out.println("  data       " + directory.path());
    } else {
      System.out.println(
          "Jackdaw is not running in " + directory.path() + ". `jackdaw start` starts it.");
    }
    return listening.isPresent() ? 0 : 1;
  }

  private static void printUrl(Map<String, Object> facts, String what, String path) {
    Object address = facts.get(what);
    if (address != null) {
      System.out.println("  %-10s http://%s%s".formatted(what, address, path));
    }
  }
}

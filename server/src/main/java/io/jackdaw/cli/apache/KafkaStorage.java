package io.jackdaw.cli.apache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.Uuid;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/**
 * {@code kafka-storage.sh}: makes cluster ids, and has nothing else to do: directories are made
 * when the broker starts. Scripts that format first go on as before.
 */
@Command(
    name = "kafka-storage",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "The Kafka storage tool: there is no format step here.")
public final class KafkaStorage implements Callable<Integer> {
  @Parameters(
      paramLabel = "ACTION",
      description = "random-uuid, format, info, version-mapping or feature-dependencies.")
  String action = "";

  @Option(
      names = {"-c", "--config"},
      description = "Accepted.")
  String config = "";

  @Option(
      names = {"-t", "--cluster-id"},
      description = "Accepted: the id is chosen at the first start.")
  String clusterId = "";

  @Unmatched List<String> others = new ArrayList<>();

  @Override
  public Integer call() {
    switch (action) {
      case "random-uuid" -> System.out.println(Uuid.randomUuid());
      case "format" ->
          System.out.println(
              "Nothing to format: the directories are made when the broker starts, and its cluster"
                  + " id is the one in /cluster/id of the coordination service.");
      case "info" ->
          System.out.println(
              "Directories need no format; meta.properties in each says whose it is.");
      default -> {
        System.err.println("Unknown action " + action);
        return 1;
      }
    }
    return 0;
  }
}

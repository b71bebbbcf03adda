package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.OutputOption;
import io.jackdaw.cli.output.Progress;
import io.jackdaw.cli.output.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jackdaw configs describe|alter topic NAME} or {@code broker ID}. */
@Command(
    name = "configs",
    description = "Show and change configurations of topics, brokers and the like.",
    synopsisSubcommandLabel = "COMMAND")
public final class ConfigsCommand {
  /** What has a configuration. */
  enum Kind {
    topic(ConfigResource.Type.TOPIC),
    broker(ConfigResource.Type.BROKER),
    group(ConfigResource.Type.GROUP),
    logger(ConfigResource.Type.BROKER_LOGGER),
    metrics(ConfigResource.Type.CLIENT_METRICS);

    private final ConfigResource.Type type;

    Kind(ConfigResource.Type type) {
      this.type = type;
    }
  }

  private final Progress progress = new Progress(System.err);

  @Command(
      name = "describe",
      description = "Show configurations that were set; all of them with --all.")
  void describe(
      @Mixin BrokerOption broker,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "KIND", description = "topic, broker, group, logger or metrics.")
          Kind kind,
      @Parameters(paramLabel = "NAME", description = "topic, broker id, group or subscription.")
          String name,
      @Option(
              names = {"-a", "--all"},
              description = "defaults too.")
          boolean all) {
    ConfigResource resource = new ConfigResource(kind.type, name);
    try (Admin admin = broker.admin()) {
      Table table = Table.of("CONFIG", "VALUE", "SOURCE");
      Objects.requireNonNull(
              progress
                  .await(
                      "asking for configurations", admin.describeConfigs(List.of(resource)).all())
                  .get(resource))
          .entries()
          .stream()
          .filter(entry -> all || !entry.isDefault())
          .sorted(Comparator.comparing(ConfigEntry::name))
          .forEach(
              entry ->
                  table.row(
                      entry.name(),
                      entry.isSensitive() ? "(hidden)" : entry.value(),
                      entry.source()));
      if (table.isEmpty() && !output.json()) {
        System.err.println(kind + " " + name + " has only defaults; --all shows them.");
        return;
      }
      table.print(System.out, output.format());
    }
  }

  @Command(name = "alter", description = "Set and remove configurations.")
  void alter(
      @Mixin BrokerOption broker,
      @Parameters(paramLabel = "KIND", description = "topic, broker, group, logger or metrics.")
          Kind kind,
      @Parameters(paramLabel = "NAME", description = "topic, broker id, group or subscription.")
          String name,
      @Option(
              names = {"-s", "--set"},
              paramLabel = "KEY=VALUE",
              description = "may be repeated.")
          @Nullable Map<String, String> set,
      @Option(
              names = {"-d", "--delete"},
              paramLabel = "KEY",
              description = "back to the default; may be repeated.")
          @Nullable List<String> deleted) {
    Collection<AlterConfigOp> changes = changes(set, deleted);
    if (changes.isEmpty()) {
      throw new Failure("nothing to change", "Give --set KEY=VALUE or --delete KEY.");
    }
    try (Admin admin = broker.admin()) {
      ConfigResource resource = new ConfigResource(kind.type, name);
      progress.await(
          "changing configurations",
          admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
      System.out.println("Changed the configuration of " + kind + " " + name + ".");
    }
  }

  static Collection<AlterConfigOp> changes(
      @Nullable Map<String, String> set, @Nullable List<String> deleted) {
    List<AlterConfigOp> changes = new ArrayList<>();
    if (deleted != null) {
      deleted.forEach(
          key ->
              changes.add(
                  new AlterConfigOp(new ConfigEntry(key, ""), AlterConfigOp.OpType.DELETE)));
    }
    if (set != null) {
      set.forEach(
          (key, value) ->
              changes.add(
                  new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
    }
    return changes;
  }
}

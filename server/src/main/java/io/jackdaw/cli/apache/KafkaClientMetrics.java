package io.jackdaw.cli.apache;

import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.output.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kafka-client-metrics.sh}: which clients are to tell what of themselves. */
@Command(
    name = "kafka-client-metrics",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "This tool helps to manipulate and describe client metrics configurations.")
public final class KafkaClientMetrics implements Callable<Integer> {
  @Mixin Connection connection = new Connection();

  @Option(names = "--alter", description = "Alter the configuration of a resource.")
  boolean alter;

  @Option(names = "--delete", description = "Delete the configuration of a resource.")
  boolean delete;

  @Option(names = "--describe", description = "List configurations of resources.")
  boolean describe;

  @Option(names = "--list", description = "List the resources.")
  boolean list;

  @Option(names = "--name", description = "Name of a resource.")
  @Nullable String name;

  @Option(names = "--generate-name", description = "Generate a UUID to use as the name.")
  boolean generateName;

  @Option(names = "--interval", description = "How often clients push, in milliseconds.")
  @Nullable Integer interval;

  @Option(names = "--match", description = "Which clients, as k1=v1,k2=v2; empty for all.")
  @Nullable String match;

  @Option(names = "--metrics", description = "Prefixes of metrics, as m1,m2.")
  @Nullable String metrics;

  private final Progress progress = new Progress(System.err);

  @Override
  public Integer call() {
    check();
    try (Admin admin = connection.admin()) {
      if (alter) {
        alter(admin, generateName ? Uuid.randomUuid().toString() : Objects.requireNonNull(name));
      } else if (delete) {
        delete(admin, Objects.requireNonNull(name));
      } else if (describe) {
        describe(admin);
      } else {
        System.out.println(String.join("\n", names(admin)));
      }
      return 0;
    }
  }

  private void check() {
    if (Stream.of(alter, delete, describe, list).filter(it -> it).count() != 1) {
      throw new UsageFailure(
          "Command must include exactly one action: --alter, --delete, --describe or --list.");
    }
    boolean changes = generateName || interval != null || match != null || metrics != null;
    if (!alter && changes) {
      throw new UsageFailure(
          "--generate-name, --interval, --match and --metrics can only be used with --alter.");
    }
    if (list && name != null) {
      throw new UsageFailure("--name cannot be used with --list.");
    }
    if (alter && (name != null) == generateName) {
      throw new UsageFailure("One of --name or --generate-name must be specified with --alter.");
    }
    if (delete && name == null) {
      throw new UsageFailure("A client metrics resource name must be specified with --delete.");
    }
  }

  private void alter(Admin admin, String resource) {
    List<AlterConfigOp> changes = new ArrayList<>();
    change(changes, "interval.ms", interval == null ? null : interval.toString());
    change(changes, "metrics", metrics);
    change(changes, "match", match);
    alter(admin, resource, changes);
    System.out.println("Altered client metrics config for " + resource + ".");
  }

  /** What is not given stays; what is given as nothing goes. */
  private static void change(List<AlterConfigOp> changes, String key, @Nullable String value) {
    if (value != null) {
      OpType operation = value.isEmpty() ? OpType.DELETE : OpType.SET;
      changes.add(new AlterConfigOp(new ConfigEntry(key, value), operation));
    }
  }

  private void delete(Admin admin, String resource) {
    alter(
        admin,
        resource,
        entries(admin, resource).stream()
            .map(entry -> new AlterConfigOp(entry, OpType.DELETE))
            .toList());
    System.out.println("Deleted client metrics config for " + resource + ".");
  }

  private void alter(Admin admin, String resource, Collection<AlterConfigOp> changes) {
    progress.await(
        "altering configurations",
        admin.incrementalAlterConfigs(Map.of(resource(resource), changes)).all());
  }

  private void describe(Admin admin) {
    for (String each : name == null ? names(admin) : List.of(name)) {
      System.out.println("Client metrics configs for " + each + " are:");
      entries(admin, each)
          .forEach(entry -> System.out.println("  " + entry.name() + "=" + entry.value()));
    }
  }

  private Collection<ConfigEntry> entries(Admin admin, String resource) {
    return Objects.requireNonNull(
            progress
                .await(
                    "asking for configurations",
                    admin.describeConfigs(List.of(resource(resource))).all())
                .get(resource(resource)))
        .entries();
  }

  private List<String> names(Admin admin) {
    return progress
        .await(
            "asking for resources",
            admin
                .listConfigResources(
                    Set.of(ConfigResource.Type.CLIENT_METRICS), new ListConfigResourcesOptions())
                .all())
        .stream()
        .map(ConfigResource::name)
        .toList();
  }

  private static ConfigResource resource(String name) {
    return new ConfigResource(ConfigResource.Type.CLIENT_METRICS, name);
  }
}

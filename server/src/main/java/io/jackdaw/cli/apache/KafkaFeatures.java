package io.jackdaw.cli.apache;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kafka-features.sh}: what the brokers have agreed on. */
@Command(
    name = "kafka-features",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "This tool manages feature flags in Kafka.")
public final class KafkaFeatures implements Callable<Integer> {
  @Mixin Connection connection = new Connection();

  @Parameters(paramLabel = "ACTION", description = "describe, upgrade, downgrade or disable.")
  String action = "";

  @Option(names = "--feature", description = "NAME=LEVEL; NAME alone with disable.")
  List<String> features = new ArrayList<>();

  @Option(names = "--unsafe", description = "Also if it loses metadata.")
  boolean unsafe;

  @Option(names = "--dry-run", description = "Only say whether it could be done.")
  boolean dryRun;

  private final Progress progress = new Progress(System.err);

  @Override
  public Integer call() {
    try (Admin admin = connection.admin()) {
      switch (action) {
        case "describe" -> describe(admin);
        case "upgrade" -> update(admin, FeatureUpdate.UpgradeType.UPGRADE);
        case "downgrade", "disable" ->
            update(
                admin,
                unsafe
                    ? FeatureUpdate.UpgradeType.UNSAFE_DOWNGRADE
                    : FeatureUpdate.UpgradeType.SAFE_DOWNGRADE);
        default -> throw new Failure("unknown action " + action, "See --help.");
      }
      return 0;
    }
  }

  private void describe(Admin admin) {
    FeatureMetadata metadata =
        progress.await("asking for features", admin.describeFeatures().featureMetadata());
    for (var entry : new TreeMap<>(metadata.supportedFeatures()).entrySet()) {
      String name = entry.getKey();
      var supported = entry.getValue();
      var finalized = metadata.finalizedFeatures().get(name);
      System.out.println(
          "Feature: %s\tSupportedMinVersion: %d\tSupportedMaxVersion: %d\tFinalizedVersionLevel: %d\tEpoch: %s"
              .formatted(
                  name,
                  supported.minVersion(),
                  supported.maxVersion(),
                  finalized == null ? 0 : finalized.maxVersionLevel(),
                  metadata.finalizedFeaturesEpoch().map(String::valueOf).orElse("-")));
    }
  }

  private void update(Admin admin, FeatureUpdate.UpgradeType type) {
    Map<String, FeatureUpdate> updates = new HashMap<>();
    for (String feature : features) {
      String[] pair = feature.split("=", 2);
      short level =
          action.equals("disable") ? 0 : Short.parseShort(pair.length < 2 ? "0" : pair[1]);
      updates.put(pair[0], new FeatureUpdate(level, type));
    }
    if (updates.isEmpty()) {
      throw new Failure("no feature given", "Name it with --feature NAME=LEVEL.");
    }
    progress.await(
        "updating features",
        admin.updateFeatures(updates, new UpdateFeaturesOptions().validateOnly(dryRun)).all());
    updates.forEach(
        (name, update) ->
            System.out.println(
                "%s was %s to %d."
                    .formatted(
                        name, dryRun ? "found changeable" : "changed", update.maxVersionLevel())));
  }
}

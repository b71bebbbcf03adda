package io.jackdaw.kafka.config;

import io.jackdaw.log.TopicKey;
import java.util.Map;

/** A sentence for each topic-level key; most have that of the broker key behind them. */
final class TopicDocumentation {
  private static final Map<String, String> WITHOUT_BROKER_KEY =
      Map.ofEntries(
          Map.entry(
              "follower.replication.throttled.replicas",
              "Copies slowed down on the receiving side, as partition:broker pairs."),
          Map.entry(
              "leader.replication.throttled.replicas",
              "Copies slowed down on the sending side, as partition:broker pairs."),
          Map.entry("remote.storage.enable", "Whether old segments move to remote storage."),
          Map.entry("remote.log.copy.disable", "Whether moving to remote storage is paused."),
          Map.entry(
              "remote.log.delete.on.disable",
              "Whether remote segments go when remote storage is switched off."),
          Map.entry("remote.copy.lag.ms", "Age at which a segment moves to remote storage."),
          Map.entry("remote.copy.lag.bytes", "Size at which segments move to remote storage."),
          Map.entry("max.decompressed.message.bytes", "Largest batch after decompression."),
          Map.entry(
              "errors.deadletterqueue.group.enable",
              "Whether this topic may take the records that share groups give up."));

  private TopicDocumentation() {}

  static String of(TopicKey key) {
    if (!key.brokerKeys().isEmpty()) {
      ConfigDefinition definition = BrokerDefinitions.find(key.brokerKeys().getFirst().name());
      if (definition != null) {
        return definition.documentation();
      }
    }
    return WITHOUT_BROKER_KEY.getOrDefault(key.name(), "");
  }
}

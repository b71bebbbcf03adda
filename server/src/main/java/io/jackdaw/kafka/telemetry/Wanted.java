package io.jackdaw.kafka.telemetry;

import io.jackdaw.kafka.config.ClientMetricsRules;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What one client is asked for.
 *
 * @param subscriptionId changes with what is asked for; the same on every broker and after a
 *     restart
 * @param metrics prefixes of names; {@code *} alone for all, none for nothing
 * @param intervalMs between two pushes
 */
public record Wanted(int subscriptionId, List<String> metrics, int intervalMs) {
  private static final String ALL = "*";

  /** One subscription of the cluster's configuration. */
  record Subscription(Set<String> metrics, int intervalMs, Map<String, Pattern> match) {
    static Subscription of(Map<String, String> config) {
      String interval = config.get(ClientMetricsRules.INTERVAL);
      return new Subscription(
          names(config.getOrDefault(ClientMetricsRules.METRICS, "")),
          interval == null
              ? ClientMetricsRules.DEFAULT_INTERVAL_MS
              : Integer.parseInt(interval.strip()),
          ClientMetricsRules.patterns(config.getOrDefault(ClientMetricsRules.MATCH, "")));
    }

    private static Set<String> names(String list) {
      Set<String> names = new TreeSet<>();
      for (String name : list.split(",", -1)) {
        if (!name.isBlank()) {
          names.add(name.strip());
        }
      }
      return names;
    }
  }

  /** All that the subscriptions which mean this client want, as often as the most eager of them. */
  static Wanted of(Collection<Subscription> subscriptions, TelemetryClient client) {
    Set<String> metrics = new TreeSet<>();
    int intervalMs = ClientMetricsRules.DEFAULT_INTERVAL_MS;
    for (Subscription subscription : subscriptions) {
      if (client.is(subscription.match)) {
        metrics.addAll(subscription.metrics);
        intervalMs = Math.min(intervalMs, subscription.intervalMs);
      }
    }
    if (metrics.contains(ALL)) {
      metrics = Set.of(ALL);
    }
    CRC32C crc = new CRC32C();
    crc.update((metrics.toString() + intervalMs).getBytes(StandardCharsets.UTF_8));
    return new Wanted(
        (int) crc.getValue() ^ client.instance().hashCode(), List.copyOf(metrics), intervalMs);
  }
}

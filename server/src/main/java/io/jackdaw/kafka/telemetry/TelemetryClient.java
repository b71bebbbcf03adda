package io.jackdaw.kafka.telemetry;

import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.Uuid;

/**
 * A client as subscriptions to metrics see it.
 *
 * @param instance the name that one running client keeps for its life
 * @param softwareName as its first request said; {@code unknown} if it did not
 */
public record TelemetryClient(
    Uuid instance,
    String clientId,
    String softwareName,
    String softwareVersion,
    String address,
    int port) {

  /** Whether it is everything that {@code selectors} want, by their names in configurations. */
  boolean is(Map<String, Pattern> selectors) {
    return selectors.entrySet().stream()
        .allMatch(selector -> selector.getValue().matcher(value(selector.getKey())).matches());
  }

  private String value(String selector) {
    return switch (selector) {
      case "client_instance_id" -> instance.toString();
      case "client_id" -> clientId;
      case "client_software_name" -> softwareName;
      case "client_software_version" -> softwareVersion;
      case "client_source_address" -> address;
      case "client_source_port" -> Integer.toString(port);
      default -> throw new IllegalStateException("an unchecked selector: " + selector);
    };
  }
}

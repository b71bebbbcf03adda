package io.jackdaw.kafka;

import io.jackdaw.kafka.config.ConfigValues;
import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Reads {@code NAME://host:port} lists and the protocols behind their names. */
final class ListenerNames {
  private static final Pattern ENDPOINT =
      Pattern.compile("([A-Za-z][A-Za-z0-9_.-]*)://(\\[[0-9a-fA-F:.%]+\\]|[^:/]*):(-?[0-9]+)");
  private static final Set<String> PROTOCOLS =
      Set.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL");

  private ListenerNames() {}

  static List<BrokerEndpoint> listeners(ConfigValues values) {
    List<BrokerEndpoint> listeners = endpoints("listeners", values);
    if (listeners.isEmpty()) {
      throw new ConfigException("listeners must name at least one address as NAME://host:port");
    }
    for (BrokerEndpoint listener : listeners) {
      if (listener.securityProtocol().startsWith("SASL_")) {
        throw new ConfigException(
            "listeners: %s uses %s, which is not supported yet; use PLAINTEXT or SSL"
                .formatted(listener.listener(), listener.securityProtocol()));
      }
    }
    return listeners;
  }

  static List<BrokerEndpoint> advertised(ConfigValues values, List<BrokerEndpoint> listeners) {
    List<BrokerEndpoint> advertised = endpoints("advertised.listeners", values);
    if (advertised.isEmpty()) {
      return listeners;
    }
    for (BrokerEndpoint endpoint : advertised) {
      if (listeners.stream().noneMatch(it -> it.listener().equals(endpoint.listener()))) {
        throw new ConfigException(
            "advertised.listeners names %s, which listeners does not"
                .formatted(endpoint.listener()));
      }
      if (endpoint.host().equals("0.0.0.0") || endpoint.host().equals("::")) {
        throw new ConfigException(
            "advertised.listeners must name an address that clients can reach, was "
                + endpoint.host());
      }
    }
    return advertised;
  }

  static String interBroker(ConfigValues values, List<BrokerEndpoint> listeners) {
    String name = values.text("inter.broker.listener.name");
    if (name != null) {
      String upper = name.toUpperCase(Locale.ROOT);
      if (listeners.stream().noneMatch(it -> it.listener().equals(upper))) {
        throw new ConfigException(
            "inter.broker.listener.name must be one of listeners, was " + name);
      }
      return upper;
    }
    String protocol = values.text("security.inter.broker.protocol");
    return listeners.stream()
        .filter(it -> it.securityProtocol().equals(protocol))
        .findFirst()
        .orElse(listeners.getFirst())
        .listener();
  }

  private static List<BrokerEndpoint> endpoints(String key, ConfigValues values) {
    Map<String, String> protocols = protocols(values.text("listener.security.protocol.map"));
    List<BrokerEndpoint> endpoints = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String text : values.list(key)) {
      Matcher matcher = ENDPOINT.matcher(text.strip());
      if (!matcher.matches()) {
        throw new ConfigException(
            key + " must be a list of NAME://host:port, but has " + text.strip());
      }
      String name = matcher.group(1).toUpperCase(Locale.ROOT);
      String protocol = protocols.get(name);
      if (protocol == null) {
        throw new ConfigException(
            "listener.security.protocol.map has no protocol for %s of %s".formatted(name, key));
      }
      if (!names.add(name)) {
        throw new ConfigException(key + " names " + name + " twice");
      }
      String host = matcher.group(2);
      endpoints.add(
          new BrokerEndpoint(
              name,
              protocol,
              host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
              port(key, matcher.group(3))));
    }
    return endpoints;
  }

  private static int port(String key, String text) {
    int port = text.length() > 6 ? -1 : Integer.parseInt(text);
    if (port < 0 || port > 65_535) {
      throw new ConfigException(key + " has a port outside 0..65535: " + text);
    }
    return port;
  }

  private static Map<String, String> protocols(@Nullable String text) {
    Map<String, String> protocols = new HashMap<>();
    for (String pair : text == null ? new String[0] : text.split(",", -1)) {
      String[] parts = pair.strip().split(":", -1);
      String protocol = parts[parts.length - 1].toUpperCase(Locale.ROOT);
      if (parts.length != 2 || !PROTOCOLS.contains(protocol)) {
        throw new ConfigException(
            "listener.security.protocol.map must be a list of NAME:PROTOCOL, but has " + pair);
      }
      protocols.put(parts[0].toUpperCase(Locale.ROOT), protocol);
    }
    return protocols;
  }
}

package io.jackdaw.kafka.metadata;

import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /brokers/ids/<id>}: where a live broker is reached. Written as version 5; version 1 has
 * only host and port, 2 added endpoints, 3 the rack, 4 the protocols of named listeners.
 */
public record BrokerZnode(List<BrokerEndpoint> endpoints, @Nullable String rack, long timestampMs) {
  private static final String PLAINTEXT = "PLAINTEXT";

  public BrokerZnode {
    endpoints = List.copyOf(endpoints);
  }

  byte[] encode() {
    Map<String, Object> protocols = new LinkedHashMap<>();
    endpoints.forEach(it -> protocols.put(it.listener(), it.securityProtocol()));
    Optional<BrokerEndpoint> plaintext =
        endpoints.stream().filter(it -> it.securityProtocol().equals(PLAINTEXT)).findFirst();
    ZnodeJson json =
        ZnodeJson.create()
            .put("features", Map.of())
            .put("listener_security_protocol_map", protocols)
            .put("endpoints", endpoints.stream().map(BrokerZnode::url).toList())
            .put("rack", rack)
            .put("jmx_port", -1)
            .put("port", plaintext.map(BrokerEndpoint::port).orElse(-1));
    plaintext.ifPresent(it -> json.put("host", it.host()));
    return json.put("version", 5).put("timestamp", Long.toString(timestampMs)).bytes();
  }

  private static String url(BrokerEndpoint endpoint) {
    String host = endpoint.host();
    return endpoint.listener()
        + "://"
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + endpoint.port();
  }

  static BrokerZnode decode(byte[] data) {
    ZnodeJson json = ZnodeJson.parse(data);
    long timestampMs = json.has("timestamp") ? json.longValue("timestamp") : -1;
    String rack = json.text("rack");
    if (!json.has("endpoints")) {
      String host = json.text("host");
      return new BrokerZnode(
          List.of(
              new BrokerEndpoint(
                  PLAINTEXT, PLAINTEXT, host == null ? "" : host, json.intValue("port"))),
          rack,
          timestampMs);
    }
    Map<String, Object> protocols = json.object("listener_security_protocol_map");
    return new BrokerZnode(
        json.texts("endpoints").stream().map(url -> endpoint(url, protocols)).toList(),
        rack,
        timestampMs);
  }

  private static BrokerEndpoint endpoint(String url, Map<String, Object> protocols) {
    int name = url.indexOf("://");
    int port = url.lastIndexOf(':');
    if (name < 0 || port <= name) {
      throw new MalformedZnodeException("not an endpoint: " + url);
    }
    String listener = url.substring(0, name);
    String host = url.substring(name + 3, port);
    try {
      return new BrokerEndpoint(
          listener,
          protocols.getOrDefault(listener, listener).toString(),
          host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
          Integer.parseInt(url.substring(port + 1)));
    } catch (NumberFormatException malformed) {
      throw new MalformedZnodeException("not an endpoint: " + url);
    }
  }
}

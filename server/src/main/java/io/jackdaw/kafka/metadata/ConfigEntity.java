package io.jackdaw.kafka.metadata;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Whose configuration: an entity, by its path below {@code /config}. Names that may have any
 * character are written as Kafka writes them, so that a user called {@code <default>} is not taken
 * for {@link Znodes#DEFAULT_ENTITY}.
 *
 * @param path such as {@code topics/t} or {@code users/alice/clients/c1}
 */
public record ConfigEntity(String path) {
  private static final String CLIENTS = "clients";

  public static ConfigEntity topic(String topic) {
    return new ConfigEntity("topics/" + topic);
  }

  /** A broker by id, or {@link Znodes#DEFAULT_ENTITY}. */
  public static ConfigEntity broker(String broker) {
    return new ConfigEntity("brokers/" + broker);
  }

  /** A user, {@link #sanitized}, or {@link Znodes#DEFAULT_ENTITY}; the same for those below. */
  public static ConfigEntity user(String user) {
    return new ConfigEntity("users/" + user);
  }

  public static ConfigEntity client(String clientId) {
    return new ConfigEntity(CLIENTS + "/" + clientId);
  }

  public static ConfigEntity userClient(String user, String clientId) {
    return new ConfigEntity("users/" + user + "/" + CLIENTS + "/" + clientId);
  }

  public static ConfigEntity ip(String address) {
    return new ConfigEntity("ips/" + address);
  }

  /** A subscription to metrics of clients. */
  public static ConfigEntity clientMetrics(String name) {
    return new ConfigEntity("client-metrics/" + sanitized(name));
  }

  public static ConfigEntity group(String group) {
    return new ConfigEntity("groups/" + sanitized(group));
  }

  /** The part of a path that stands for this name. */
  public static String sanitized(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }

  /** The name that a part of a path stands for. */
  public static String plain(String part) {
    try {
      return URLDecoder.decode(part, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notWrittenByKafka) {
      return part;
    }
  }

  String znode() {
    return Znodes.CONFIG + "/" + path;
  }
}

package io.jackdaw.kafka.quota;

import io.jackdaw.kafka.metadata.ConfigEntity;
import io.jackdaw.kafka.metadata.Znodes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * Whom a quota limits.
 *
 * @param parts names by type ({@link #USER}, {@link #CLIENT}, or {@link #IP} alone), in this order;
 *     empty for everybody who has none of his own
 */
public record QuotaEntity(Map<String, Optional<String>> parts) {
  public static final String USER = "user";
  public static final String CLIENT = "client-id";
  public static final String IP = "ip";

  public QuotaEntity {
    Map<String, Optional<String>> ordered = new LinkedHashMap<>();
    for (String type : new String[] {CLIENT, USER, IP}) {
      Optional<String> name = parts.get(type);
      if (name != null) {
        ordered.put(type, name);
      }
    }
    parts = Collections.unmodifiableMap(ordered);
  }

  /**
   * Refuses what cannot be limited.
   *
   * @param given as a client has it, before unknown types were left out
   */
  public static QuotaEntity of(Map<String, Optional<String>> given) {
    if (given.isEmpty()) {
      throw new InvalidRequestException("Invalid empty client quota entity");
    }
    given.forEach(
        (type, name) -> {
          if (!type.equals(USER) && !type.equals(CLIENT) && !type.equals(IP)) {
            throw new InvalidRequestException("Unhandled client quota entity type: " + type);
          }
          if (name.isPresent() && name.get().isEmpty()) {
            throw new InvalidRequestException("Empty " + type + " not supported");
          }
        });
    if (given.containsKey(IP) && given.size() > 1) {
      throw new InvalidRequestException(
          "Invalid quota entity combination, IP entity shouldnot be combined with User or"
              + " ClientId");
    }
    return new QuotaEntity(given);
  }

  /** Whether it can have such a limit. */
  public boolean has(QuotaKey key) {
    return key.ofAddress() == parts.containsKey(IP);
  }

  /** Where its quotas are kept. */
  public ConfigEntity config() {
    if (parts.containsKey(IP)) {
      return ConfigEntity.ip(segment(IP));
    }
    if (!parts.containsKey(USER)) {
      return ConfigEntity.client(segment(CLIENT));
    }
    return parts.containsKey(CLIENT)
        ? ConfigEntity.userClient(segment(USER), segment(CLIENT))
        : ConfigEntity.user(segment(USER));
  }

  private String segment(String type) {
    return parts
        .getOrDefault(type, Optional.empty())
        .map(ConfigEntity::sanitized)
        .orElse(Znodes.DEFAULT_ENTITY);
  }

  /** Whose configuration is kept here; null if it is not one that has quotas. */
  public static @Nullable QuotaEntity ofPath(String path) {
    String[] names = path.split("/", -1);
    return switch (names[0]) {
      case "ips" -> new QuotaEntity(Map.of(IP, name(names[1])));
      case "clients" -> new QuotaEntity(Map.of(CLIENT, name(names[1])));
      case "users" ->
          new QuotaEntity(
              names.length < 4
                  ? Map.of(USER, name(names[1]))
                  : Map.of(USER, name(names[1]), CLIENT, name(names[3])));
      default -> null;
    };
  }

  private static Optional<String> name(String segment) {
    return segment.equals(Znodes.DEFAULT_ENTITY)
        ? Optional.empty()
        : Optional.of(ConfigEntity.plain(segment));
  }

  /** As Apache's sentences have it. */
  @Override
  public String toString() {
    Map<String, @Nullable String> shown = new LinkedHashMap<>();
    parts.forEach((type, name) -> shown.put(type, name.orElse(null)));
    return "ClientQuotaEntity(entries=" + shown + ")";
  }
}

package io.jackdaw.kafka.quota;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All limits of one moment, and which of them counts for whom. Immutable.
 *
 * <p>The first that is there counts: (user, client), (user, any client), user, (any user, client),
 * (any user, any client), any user, client, any client.
 */
final class QuotaTable {
  /**
   * Who is limited together: a user, a client, or one client of one user.
   *
   * @param user null where it does not matter
   * @param clientId null where it does not matter
   */
  record Who(@Nullable String user, @Nullable String clientId) {}

  /** So much a second, for all of them. */
  record Limit(double perSecond, Who who) {}

  private final Map<QuotaEntity, Map<QuotaKey, Double>> limits = new HashMap<>();
  private boolean ofClients;

  QuotaTable(Map<String, Map<String, String>> configs) {
    configs.forEach(
        (path, config) -> {
          QuotaEntity entity = QuotaEntity.ofPath(path);
          Map<QuotaKey, Double> values = entity == null ? Map.of() : values(config);
          if (entity != null && !values.isEmpty()) {
            limits.put(entity, values);
            ofClients |= !entity.parts().containsKey(QuotaEntity.IP);
          }
        });
  }

  /** The limits among a configuration; what cannot be read is none. */
  static Map<QuotaKey, Double> values(Map<String, String> config) {
    Map<QuotaKey, Double> values = new EnumMap<>(QuotaKey.class);
    config.forEach(
        (name, text) -> {
          QuotaKey key = QuotaKey.find(name);
          if (key != null) {
            try {
              values.put(key, Double.valueOf(text));
            } catch (NumberFormatException malformed) {
              // Somebody else wrote it; there is nothing to enforce.
            }
          }
        });
    return values;
  }

  /** Whether any user or client is limited. */
  boolean limitsClients() {
    return ofClients;
  }

  /** The limit in force; null if there is none. */
  @Nullable Limit find(QuotaKey key, String user, String clientId) {
    Optional<String> nobody = Optional.empty();
    Optional<String> thisUser = Optional.of(user);
    Optional<String> thisClient = Optional.of(clientId);
    Who both = new Who(user, clientId);
    Who userAlone = new Who(user, null);
    Who clientAlone = new Who(null, clientId);
    Limit limit = limit(key, both(thisUser, thisClient), both);
    limit = limit != null ? limit : limit(key, both(thisUser, nobody), both);
    limit = limit != null ? limit : limit(key, one(QuotaEntity.USER, thisUser), userAlone);
    limit = limit != null ? limit : limit(key, both(nobody, thisClient), both);
    limit = limit != null ? limit : limit(key, both(nobody, nobody), both);
    limit = limit != null ? limit : limit(key, one(QuotaEntity.USER, nobody), userAlone);
    limit = limit != null ? limit : limit(key, one(QuotaEntity.CLIENT, thisClient), clientAlone);
    return limit != null ? limit : limit(key, one(QuotaEntity.CLIENT, nobody), clientAlone);
  }

  /** Connections a second from this address; null if there is no limit. */
  @Nullable Double ofAddress(String address) {
    Double own =
        value(QuotaKey.CONNECTION_CREATION_RATE, one(QuotaEntity.IP, Optional.of(address)));
    return own != null
        ? own
        : value(QuotaKey.CONNECTION_CREATION_RATE, one(QuotaEntity.IP, Optional.empty()));
  }

  private static QuotaEntity both(Optional<String> user, Optional<String> client) {
    return new QuotaEntity(Map.of(QuotaEntity.USER, user, QuotaEntity.CLIENT, client));
  }

  private static QuotaEntity one(String type, Optional<String> name) {
    return new QuotaEntity(Map.of(type, name));
  }

  private @Nullable Limit limit(QuotaKey key, QuotaEntity entity, Who who) {
    Double value = value(key, entity);
    return value == null ? null : new Limit(value, who);
  }

  private @Nullable Double value(QuotaKey key, QuotaEntity entity) {
    Map<QuotaKey, Double> values = limits.get(entity);
    return values == null ? null : values.get(key);
  }
}

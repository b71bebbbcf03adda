package io.jackdaw.kafka.acl;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * What {@code server.properties} says of authorization.
 *
 * @param superUsers principals such as {@code User:ann} who may do everything
 * @param allowsWithoutList whether everybody may use what has no list at all
 */
public record AuthorizerConfig(Set<String> superUsers, boolean allowsWithoutList) {
  public static final String CLASS = "authorizer.class.name";
  public static final String SUPER_USERS = "super.users";
  public static final String ALLOW = "allow.everyone.if.no.acl.found";

  /** Those that Kafka leaves to the authorizer. */
  public static final Set<String> KEYS = Set.of(SUPER_USERS, ALLOW);

  private static final Set<String> KNOWN =
      Set.of(
          "kafka.security.authorizer.AclAuthorizer",
          "org.apache.kafka.metadata.authorizer.StandardAuthorizer");

  public AuthorizerConfig {
    superUsers = Set.copyOf(superUsers);
  }

  /**
   * Null if nothing is to be authorized.
   *
   * @throws ConfigException naming the key and what it must be
   */
  public static @Nullable AuthorizerConfig of(Map<String, String> properties) {
    String name = properties.getOrDefault(CLASS, "").strip();
    if (name.isEmpty()) {
      return null;
    }
    if (!KNOWN.contains(name)) {
      throw new ConfigException(
          "%s must be one of %s, was %s: no classes of others are loaded"
              .formatted(CLASS, String.join(", ", KNOWN.stream().sorted().toList()), name));
    }
    return new AuthorizerConfig(
        superUsers(properties.getOrDefault(SUPER_USERS, "")),
        Boolean.parseBoolean(properties.getOrDefault(ALLOW, "false").strip()));
  }

  /** Principals between semicolons: names of certificates have commas in them. */
  private static Set<String> superUsers(String text) {
    Set<String> users = new LinkedHashSet<>();
    for (String each : text.split(";")) {
      String user = each.strip();
      if (!user.isEmpty() && user.indexOf(':') <= 0) {
        throw new ConfigException(
            "%s must be principals such as User:ann between semicolons, was %s"
                .formatted(SUPER_USERS, text));
      }
      if (!user.isEmpty()) {
        users.add(user);
      }
    }
    return users;
  }
}

package io.jackdaw.cli.apache;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.admin.UserScramCredentialsDescription;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.jspecify.annotations.Nullable;

/** The part of {@code kafka-configs.sh} for users, clients and addresses: limits and passwords. */
final class QuotaConfigs {
  static final Set<String> KINDS = Set.of("users", "clients", "ips");

  /** Stands for everybody of a kind who has no limit of his own. */
  static final String DEFAULT = "<default>";

  private static final int ITERATIONS = 4096;

  private final Admin admin;
  private final Progress progress;
  private final Map<String, String> limited;

  /**
   * For these.
   *
   * @param limited names by kind; empty for all of that kind
   */
  QuotaConfigs(Admin admin, Progress progress, Map<String, String> limited) {
    this.admin = admin;
    this.progress = progress;
    this.limited = limited;
  }

  void alter(Map<String, String> added, Collection<String> deleted) {
    if (limited.containsValue("")) {
      throw new Failure("an entity name must be specified with --alter of " + limited.keySet(), "");
    }
    List<UserScramCredentialAlteration> passwords = new ArrayList<>();
    List<ClientQuotaAlteration.Op> limits = new ArrayList<>();
    deleted.forEach(
        key -> {
          if (mechanism(key) != ScramMechanism.UNKNOWN) {
            passwords.add(new UserScramCredentialDeletion(user(), mechanism(key)));
          } else {
            limits.add(new ClientQuotaAlteration.Op(key, null));
          }
        });
    added.forEach(
        (key, value) -> {
          if (mechanism(key) != ScramMechanism.UNKNOWN) {
            passwords.add(password(mechanism(key), value));
          } else {
            limits.add(new ClientQuotaAlteration.Op(key, number(key, value)));
          }
        });
    if (!limits.isEmpty()) {
      progress.await(
          "changing limits",
          admin.alterClientQuotas(List.of(new ClientQuotaAlteration(entity(), limits))).all());
    }
    if (!passwords.isEmpty()) {
      progress.await("changing credentials", admin.alterUserScramCredentials(passwords).all());
    }
    limited.forEach(
        (kind, name) ->
            System.out.println(
                name.equals(DEFAULT)
                    ? "Completed updating default config for " + kind + " in the cluster."
                    : "Completed updating config for "
                        + kind.substring(0, kind.length() - 1)
                        + " "
                        + name
                        + "."));
  }

  private static Double number(String key, String value) {
    try {
      return Double.valueOf(value);
    } catch (NumberFormatException malformed) {
      throw new Failure(
          "Cannot parse quota configuration value for %s: %s".formatted(key, value), "");
    }
  }

  private static ScramMechanism mechanism(String key) {
    return ScramMechanism.fromMechanismName(key);
  }

  private String user() {
    String user = limited.get("users");
    if (user == null || user.equals(DEFAULT) || limited.size() > 1) {
      throw new Failure("SCRAM credentials belong to one user, given with --entity-type users", "");
    }
    return user;
  }

  /** {@code iterations=8192,password=secret}. */
  private UserScramCredentialUpsertion password(ScramMechanism mechanism, String value) {
    Map<String, String> fields = new HashMap<>();
    for (String field : value.split(",", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(
            field.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            field.substring(equals + 1));
      }
    }
    String password = fields.get("password");
    if (password == null) {
      throw new Failure(
          "%s needs a password: %s=[password=...]"
              .formatted(mechanism.mechanismName(), mechanism.mechanismName()),
          "");
    }
    int iterations =
        Integer.parseInt(fields.getOrDefault("iterations", Integer.toString(ITERATIONS)));
    return new UserScramCredentialUpsertion(
        user(), new ScramCredentialInfo(mechanism, iterations), password);
  }

  private ClientQuotaEntity entity() {
    Map<String, @Nullable String> names = new HashMap<>();
    limited.forEach((kind, name) -> names.put(type(kind), name.equals(DEFAULT) ? null : name));
    return new ClientQuotaEntity(names);
  }

  private static String type(String kind) {
    return switch (kind) {
      case "users" -> ClientQuotaEntity.USER;
      case "clients" -> ClientQuotaEntity.CLIENT_ID;
      default -> ClientQuotaEntity.IP;
    };
  }

  void describe() {
    List<ClientQuotaFilterComponent> components = new ArrayList<>();
    limited.forEach(
        (kind, name) ->
            components.add(
                name.isEmpty()
                    ? ClientQuotaFilterComponent.ofEntityType(type(kind))
                    : name.equals(DEFAULT)
                        ? ClientQuotaFilterComponent.ofDefaultEntity(type(kind))
                        : ClientQuotaFilterComponent.ofEntity(type(kind), name)));
    Map<ClientQuotaEntity, Map<String, Double>> limits =
        progress.await(
            "asking for limits",
            admin.describeClientQuotas(ClientQuotaFilter.containsOnly(components)).entities());
    limits.forEach(
        (entity, values) ->
            System.out.println(
                "Quota configs for %s are %s".formatted(shown(entity), shown(values))));
    String user = limited.get("users");
    if (user != null && limited.size() == 1 && !user.equals(DEFAULT)) {
      describePasswords(user);
    }
  }

  private static String shown(ClientQuotaEntity entity) {
    Map<String, String> titles = new LinkedHashMap<>();
    titles.put(ClientQuotaEntity.USER, "user-principal");
    titles.put(ClientQuotaEntity.CLIENT_ID, "client-id");
    titles.put(ClientQuotaEntity.IP, "ip");
    return titles.entrySet().stream()
        .filter(title -> entity.entries().containsKey(title.getKey()))
        .map(
            title -> {
              String name = entity.entries().get(title.getKey());
              return name == null
                  ? "the default " + title.getValue()
                  : title.getValue() + " '" + name + "'";
            })
        .collect(Collectors.joining(", "));
  }

  private static String shown(Map<String, Double> values) {
    return new TreeMap<>(values)
        .entrySet().stream()
            .map(value -> value.getKey() + "=" + value.getValue())
            .collect(Collectors.joining(", "));
  }

  private void describePasswords(String user) {
    var asked =
        user.isEmpty()
            ? admin.describeUserScramCredentials()
            : admin.describeUserScramCredentials(List.of(user));
    for (String name : progress.await("asking for credentials", asked.users())) {
      try {
        UserScramCredentialsDescription description = asked.description(name).get();
        System.out.println(
            "SCRAM credential configs for user-principal '%s' are %s"
                .formatted(
                    name,
                    description.credentialInfos().stream()
                        .map(
                            info ->
                                info.mechanism().mechanismName()
                                    + "=iterations="
                                    + info.iterations())
                        .collect(Collectors.joining(", "))));
      } catch (ExecutionException none) {
        // A user without a password is not worth a word.
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}

package io.jackdaw.cli.apache;

import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.kafka.ClientProperties;
import io.jackdaw.cli.output.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kafka-configs.sh}: show and change configurations of anything that has them. */
@Command(
    name = "kafka-configs",
    hidden = true,
    mixinStandardHelpOptions = true,
    description =
        "This tool helps to manipulate and describe entity config for a topic, client, user,"
            + " broker, ip, client-metrics or group")
public final class KafkaConfigs implements Callable<Integer> {
  /**
   * Where one configuration ends and the next begins: a comma that is not inside square brackets.
   */
  private static final String BETWEEN = ",(?=[^\\]]*(?:\\[|$))";

  @Mixin Connection connection = new Connection();

  @Option(names = "--alter", description = "Alter the configuration for the entity.")
  boolean alter;

  @Option(names = "--describe", description = "List configs for the given entity.")
  boolean describe;

  @Option(names = "--all", description = "With --describe: all configs, defaults too.")
  boolean all;

  @Option(
      names = "--entity-type",
      description =
          "topics, brokers, broker-loggers, groups, client-metrics, users, clients or ips; users"
              + " and clients may be given together.")
  List<String> entityTypes = new ArrayList<>();

  @Option(
      names = {"--entity-name", "--entity-default"},
      arity = "0..1",
      fallbackValue = QuotaConfigs.DEFAULT,
      description = "The entity's name, or its default.")
  List<String> entityNames = new ArrayList<>();

  @Option(names = "--user", description = "The user's principal name.")
  @Nullable String user;

  @Option(names = "--user-defaults", description = "The config defaults for all users.")
  boolean userDefaults;

  @Option(names = "--client", description = "The client's ID.")
  @Nullable String client;

  @Option(names = "--client-defaults", description = "The config defaults for all clients.")
  boolean clientDefaults;

  @Option(names = "--ip", description = "The IP address.")
  @Nullable String ip;

  @Option(names = "--ip-defaults", description = "The config defaults for all IPs.")
  boolean ipDefaults;

  @Option(names = "--client-metrics", description = "The client metrics config resource name.")
  @Nullable String clientMetrics;

  @Option(names = "--broker-logger", description = "The broker's ID for its logger config.")
  @Nullable String brokerLogger;

  @Option(names = "--topic", description = "The topic's name.")
  @Nullable String topic;

  @Option(names = "--broker", description = "The broker's ID.")
  @Nullable String broker;

  @Option(names = "--broker-defaults", description = "The config defaults for all brokers.")
  boolean brokerDefaults;

  @Option(names = "--group", description = "The group's ID.")
  @Nullable String group;

  @Option(names = "--add-config", paramLabel = "k1=v1,k2=[v1,v2]", description = "Configs to set.")
  @Nullable String addConfig;

  @Option(names = "--add-config-file", description = "A properties file with configs to set.")
  @Nullable Path addConfigFile;

  @Option(
      names = "--delete-config",
      paramLabel = "k1,k2",
      split = ",",
      description = "Configs to remove.")
  List<String> deleteConfig = new ArrayList<>();

  @Option(names = "--force", hidden = true)
  boolean ignored;

  private final Progress progress = new Progress(System.err);

  /**
   * What a command line names: a kind in the plural, and one of its kind; the empty name means the
   * default of brokers.
   */
  record Entity(String kind, @Nullable String name) {
    ConfigResource.Type type() {
      return switch (kind) {
        case "topics" -> ConfigResource.Type.TOPIC;
        case "brokers" -> ConfigResource.Type.BROKER;
        case "broker-loggers" -> ConfigResource.Type.BROKER_LOGGER;
        case "groups" -> ConfigResource.Type.GROUP;
        case "client-metrics" -> ConfigResource.Type.CLIENT_METRICS;
        default ->
            throw new IllegalArgumentException(
                "Invalid entity type "
                    + kind
                    + ", the entity type must be one of topics, clients, users, brokers, ips,"
                    + " client-metrics, groups, broker-loggers");
      };
    }

    String singular() {
      return kind.equals("client-metrics") ? kind : kind.substring(0, kind.length() - 1);
    }

    /** Where a configuration comes from that was set for this very entity. */
    ConfigEntry.@Nullable ConfigSource ownSource() {
      return switch (type()) {
        case TOPIC -> ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
        case GROUP -> ConfigEntry.ConfigSource.DYNAMIC_GROUP_CONFIG;
        case CLIENT_METRICS -> ConfigEntry.ConfigSource.DYNAMIC_CLIENT_METRICS_CONFIG;
        case BROKER ->
            "".equals(name)
                ? ConfigEntry.ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG
                : ConfigEntry.ConfigSource.DYNAMIC_BROKER_CONFIG;
        default -> null;
      };
    }
  }

  @Override
  public Integer call() {
    if (alter == describe) {
      throw new UsageFailure("Command must include exactly one action: --describe, --alter");
    }
    Map<String, String> limited = limited();
    if (!limited.isEmpty()) {
      callOnQuotas(limited);
      return 0;
    }
    Entity entity = entity();
    ConfigResource.Type known = entity.type();
    try (Admin admin = connection.admin()) {
      if (describe) {
        describe(admin, entity);
      } else {
        alter(admin, entity, known);
      }
      return 0;
    }
  }

  /** Users, clients and addresses that are meant, by kind; an empty name means all of a kind. */
  private Map<String, String> limited() {
    Map<String, String> limited = new LinkedHashMap<>();
    for (int i = 0; i < entityTypes.size(); i++) {
      if (QuotaConfigs.KINDS.contains(entityTypes.get(i))) {
        limited.put(entityTypes.get(i), i < entityNames.size() ? entityNames.get(i) : "");
      }
    }
    addLimited(limited, "users", user, userDefaults);
    addLimited(limited, "clients", client, clientDefaults);
    addLimited(limited, "ips", ip, ipDefaults);
    return limited;
  }

  private static void addLimited(
      Map<String, String> limited, String kind, @Nullable String name, boolean byDefault) {
    if (name != null || byDefault) {
      limited.put(kind, name == null ? QuotaConfigs.DEFAULT : name);
    }
  }

  private void callOnQuotas(Map<String, String> limited) {
    try (Admin admin = connection.admin()) {
      QuotaConfigs quotas = new QuotaConfigs(admin, progress, limited);
      if (describe) {
        quotas.describe();
      } else {
        quotas.alter(added(), deleteConfig.stream().map(String::strip).toList());
      }
    }
  }

  private Entity entity() {
    if (topic != null) {
      return new Entity("topics", topic);
    } else if (broker != null || brokerDefaults) {
      return new Entity("brokers", brokerDefaults ? "" : broker);
    } else if (group != null) {
      return new Entity("groups", group);
    } else if (clientMetrics != null) {
      return new Entity("client-metrics", clientMetrics);
    } else if (brokerLogger != null) {
      return new Entity("broker-loggers", brokerLogger);
    } else if (entityTypes.isEmpty()) {
      throw new IllegalArgumentException("At least one entity type must be specified");
    }
    String name = entityNames.isEmpty() ? null : entityNames.getFirst();
    return new Entity(entityTypes.getFirst(), QuotaConfigs.DEFAULT.equals(name) ? "" : name);
  }

  private void alter(Admin admin, Entity entity, ConfigResource.Type type) {
    String name = entity.name();
    if (name == null) {
      throw new IllegalArgumentException(
          "An entity name must be specified with --alter of " + entity.kind());
    }
    if (addConfig == null && addConfigFile == null && deleteConfig.isEmpty()) {
      throw new IllegalArgumentException(
          "At least one of --add-config, --add-config-file, or --delete-config must be specified"
              + " with --alter");
    }
    Collection<AlterConfigOp> changes = new ArrayList<>();
    deleteConfig.forEach(
        key ->
            changes.add(
                new AlterConfigOp(new ConfigEntry(key.strip(), ""), AlterConfigOp.OpType.DELETE)));
    added()
        .forEach(
            (key, value) ->
                changes.add(
                    new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
    progress.await(
        "changing configurations",
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(type, name), changes)).all());
    System.out.println(
        name.isEmpty()
            ? "Completed updating default config for " + entity.kind() + " in the cluster."
            : "Completed updating config for " + entity.singular() + " " + name + ".");
  }

  private Map<String, String> added() {
    Map<String, String> added = new LinkedHashMap<>();
    if (addConfigFile != null) {
      Properties file = ClientProperties.load(addConfigFile);
      file.stringPropertyNames().forEach(key -> added.put(key, file.getProperty(key)));
    }
    if (addConfig != null) {
      added.putAll(parse(addConfig));
    }
    return added;
  }

  /** {@code k1=v1,k2=[v1,v2]}; brackets keep commas together and are dropped. */
  static Map<String, String> parse(String configs) {
    Map<String, String> parsed = new LinkedHashMap<>();
    for (String pair : configs.split(BETWEEN)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "Invalid entity config: all configs to be added must be in the format \"key=val\" or"
                + "  \"key=[val1,val2]\" to group values which contain commas.");
      }
      parsed.put(
          pair.substring(0, equals).strip(),
          pair.substring(equals + 1).replaceAll("[\\[\\]]", "").strip());
    }
    return parsed;
  }

  private void describe(Admin admin, Entity entity) {
    if (entity.name() != null
        && !all
        && !names(admin, entity).contains(entity.name())
        && !entity.name().isEmpty()) {
      System.out.println(
          "The "
              + entity.singular()
              + " '"
              + entity.name()
              + "' doesn't exist and doesn't have dynamic config.");
      return;
    }
    Collection<String> names =
        entity.name() == null ? names(admin, entity) : List.of(entity.name());
    for (String name : names) {
      Entity each = new Entity(entity.kind(), name);
      System.out.println(
          name.isEmpty()
              ? "Default configs for " + entity.kind() + " in the cluster are:"
              : (all ? "All" : "Dynamic")
                  + " configs for "
                  + entity.singular()
                  + " "
                  + name
                  + " are:");
      ConfigResource resource = new ConfigResource(entity.type(), name);
      ConfigEntry.ConfigSource own = each.ownSource();
      Objects.requireNonNull(
              progress
                  .await(
                      "asking for configurations",
                      admin
                          .describeConfigs(
                              List.of(resource), new DescribeConfigsOptions().includeSynonyms(true))
                          .all())
                  .get(resource))
          .entries()
          .stream()
          .filter(entry -> all || own == null || entry.source() == own)
          .sorted(Comparator.comparing(ConfigEntry::name))
          .forEach(entry -> System.out.println(line(entry)));
    }
  }

  private Collection<String> names(Admin admin, Entity entity) {
    return switch (entity.type()) {
      case TOPIC ->
          progress.await(
              "listing topics",
              admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
      case GROUP ->
          progress.await("listing groups", admin.listGroups(new ListGroupsOptions()).all()).stream()
              .map(each -> each.groupId())
              .toList();
      case CLIENT_METRICS ->
          progress
              .await(
                  "listing subscriptions",
                  admin
                      .listConfigResources(
                          Set.of(ConfigResource.Type.CLIENT_METRICS),
                          new ListConfigResourcesOptions())
                      .all())
              .stream()
              .map(ConfigResource::name)
              .toList();
      default -> {
        List<String> ids = new ArrayList<>();
        progress.await("asking for brokers", admin.describeCluster().nodes()).stream()
            .map(Node::idString)
            .forEach(ids::add);
        ids.add("");
        yield ids;
      }
    };
  }

  private static String line(ConfigEntry entry) {
    String synonyms =
        entry.synonyms().stream()
            .map(each -> each.source() + ":" + each.name() + "=" + each.value())
            .collect(Collectors.joining(", "));
    return "  "
        + entry.name()
        + "="
        + entry.value()
        + " sensitive="
        + entry.isSensitive()
        + " synonyms={"
        + synonyms
        + "}";
  }
}

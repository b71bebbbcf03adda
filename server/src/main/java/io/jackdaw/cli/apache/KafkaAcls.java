package io.jackdaw.cli.apache;

import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.output.Progress;
import java.io.Console;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kafka-acls.sh}: adds, removes and lists access rules. */
@Command(
    name = "kafka-acls",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "This tool helps to manage acls on kafka.")
public final class KafkaAcls implements Callable<Integer> {
  @Mixin Connection connection = new Connection();

  @Option(names = "--add", description = "Add rules.")
  boolean add;

  @Option(names = "--remove", description = "Remove rules.")
  boolean remove;

  @Option(names = "--list", description = "List rules.")
  boolean list;

  @Option(names = "--topic", description = "A topic, or * for all.")
  List<String> topics = new ArrayList<>();

  @Option(names = "--group", description = "A group, or * for all.")
  List<String> groups = new ArrayList<>();

  @Option(names = "--cluster", description = "The cluster.")
  boolean cluster;

  @Option(names = "--transactional-id", description = "A transactional id, or * for all.")
  List<String> transactionalIds = new ArrayList<>();

  @Option(names = "--delegation-token", description = "A delegation token, or * for all.")
  List<String> tokens = new ArrayList<>();

  @Option(names = "--user-principal", description = "A user as a resource.")
  List<String> users = new ArrayList<>();

  @Option(names = "--resource-pattern-type", description = "literal, prefixed, match or any.")
  String patternType = "literal";

  @Option(names = "--operation", description = "What is done; all by default.")
  List<String> operations = new ArrayList<>();

  @Option(names = "--allow-principal", description = "Who may, as User:NAME.")
  List<String> allowed = new ArrayList<>();

  @Option(names = "--deny-principal", description = "Who may not, as User:NAME.")
  List<String> denied = new ArrayList<>();

  @Option(names = "--allow-host", description = "From where they may; anywhere by default.")
  List<String> allowHosts = new ArrayList<>();

  @Option(names = "--deny-host", description = "From where they may not; anywhere by default.")
  List<String> denyHosts = new ArrayList<>();

  @Option(names = "--principal", description = "With --list: whose rules.")
  List<String> principals = new ArrayList<>();

  @Option(names = "--producer", description = "What a producer needs.")
  boolean producer;

  @Option(names = "--consumer", description = "What a consumer needs.")
  boolean consumer;

  @Option(names = "--idempotent", description = "With --producer.")
  boolean idempotent;

  @Option(names = "--force", description = "Do not ask.")
  boolean force;

  private final Progress progress = new Progress(System.err);

  private record Named(ResourceType type, String name) {}

  @Override
  public Integer call() {
    if ((add ? 1 : 0) + (remove ? 1 : 0) + (list ? 1 : 0) != 1) {
      throw new UsageFailure("Command must include exactly one action: --list, --add, --remove. ");
    }
    try (Admin admin = connection.admin()) {
      if (add) {
        add(admin);
      } else if (remove) {
        remove(admin);
      }
      list(admin);
      return 0;
    }
  }

  private Set<Named> resources() {
    Set<Named> resources = new LinkedHashSet<>();
    topics.forEach(name -> resources.add(new Named(ResourceType.TOPIC, name)));
    groups.forEach(name -> resources.add(new Named(ResourceType.GROUP, name)));
    transactionalIds.forEach(name -> resources.add(new Named(ResourceType.TRANSACTIONAL_ID, name)));
    tokens.forEach(name -> resources.add(new Named(ResourceType.DELEGATION_TOKEN, name)));
    users.forEach(name -> resources.add(new Named(ResourceType.USER, name)));
    if (cluster || (idempotent && producer)) {
      resources.add(new Named(ResourceType.CLUSTER, Resource.CLUSTER_NAME));
    }
    return resources;
  }

  private PatternType pattern() {
    return PatternType.fromString(patternType.toUpperCase(Locale.ROOT));
  }

  private Map<Named, Set<AccessControlEntry>> rules() {
    Map<Named, Set<AccessControlEntry>> rules = new LinkedHashMap<>();
    for (Named resource : resources()) {
      Set<AccessControlEntry> entries = new LinkedHashSet<>();
      for (AclOperation operation : operations(resource.type)) {
        addEntries(entries, allowed, allowHosts, operation, AclPermissionType.ALLOW);
        addEntries(entries, denied, denyHosts, operation, AclPermissionType.DENY);
      }
      rules.put(resource, entries);
    }
    return rules;
  }

  private static void addEntries(
      Set<AccessControlEntry> entries,
      List<String> principals,
      List<String> hosts,
      AclOperation operation,
      AclPermissionType permission) {
    for (String principal : principals) {
      for (String host : hosts.isEmpty() ? List.of("*") : hosts) {
        entries.add(new AccessControlEntry(principal, host, operation, permission));
      }
    }
  }

  private Collection<AclOperation> operations(ResourceType type) {
    Set<AclOperation> wanted = new LinkedHashSet<>();
    if (producer) {
      switch (type) {
        case TOPIC ->
            wanted.addAll(List.of(AclOperation.WRITE, AclOperation.DESCRIBE, AclOperation.CREATE));
        case TRANSACTIONAL_ID -> wanted.addAll(List.of(AclOperation.WRITE, AclOperation.DESCRIBE));
        case CLUSTER -> wanted.add(AclOperation.IDEMPOTENT_WRITE);
        default -> {}
      }
    }
    if (consumer) {
      wanted.add(AclOperation.READ);
      if (type == ResourceType.TOPIC) {
        wanted.add(AclOperation.DESCRIBE);
      }
    }
    if (!producer && !consumer) {
      operations.forEach(name -> wanted.add(operation(name)));
      if (wanted.isEmpty()) {
        wanted.add(AclOperation.ALL);
      }
    }
    return wanted;
  }

  private static AclOperation operation(String name) {
    for (AclOperation operation : AclOperation.values()) {
      if (operation.name().replace("_", "").equalsIgnoreCase(name.replace("_", ""))) {
        return operation;
      }
    }
    throw new IllegalArgumentException("ResourceType only supports known operations, not " + name);
  }

  private void add(Admin admin) {
    Map<Named, Set<AccessControlEntry>> rules = rules();
    if (rules.isEmpty()) {
      throw new UsageFailure(
          "You must specify one of: --topic <topic> --cluster --group <group>"
              + " --delegation-token <Delegation Token ID> OR --transactional-id");
    }
    List<AclBinding> bindings = new ArrayList<>();
    rules.forEach(
        (resource, entries) -> {
          ResourcePattern pattern = new ResourcePattern(resource.type, resource.name, pattern());
          System.out.println("Adding ACLs for resource `" + pattern + "`: ");
          entries.forEach(
              entry -> {
                System.out.println(" \t" + entry);
                bindings.add(new AclBinding(pattern, entry));
              });
          System.out.println();
        });
    progress.await("adding rules", admin.createAcls(bindings).all());
  }

  private void remove(Admin admin) {
    List<AclBindingFilter> filters = new ArrayList<>();
    rules()
        .forEach(
            (resource, entries) -> {
              ResourcePatternFilter pattern =
                  new ResourcePatternFilter(resource.type, resource.name, pattern());
              if (entries.isEmpty()) {
                filters.add(new AclBindingFilter(pattern, AccessControlEntryFilter.ANY));
              }
              entries.forEach(
                  entry -> filters.add(new AclBindingFilter(pattern, entry.toFilter())));
            });
    if (filters.isEmpty()) {
      throw new UsageFailure("You must specify the resource whose ACLs are removed");
    }
    if (!force && !confirmed()) {
      return;
    }
    progress.await("removing rules", admin.deleteAcls(filters).all());
  }

  private static boolean confirmed() {
    @Nullable Console console = System.console();
    String answer =
        console == null ? null : console.readLine("Are you sure you want to remove ACLs? (y/n)");
    return "y".equalsIgnoreCase(answer);
  }

  private void list(Admin admin) {
    Set<Named> resources = resources();
    List<ResourcePatternFilter> filters = new ArrayList<>();
    PatternType pattern = list ? pattern() : PatternType.ANY;
    resources.forEach(it -> filters.add(new ResourcePatternFilter(it.type, it.name, pattern)));
    if (filters.isEmpty()) {
      filters.add(ResourcePatternFilter.ANY);
    }
    for (ResourcePatternFilter filter : filters) {
      Map<ResourcePattern, List<AccessControlEntry>> found = new LinkedHashMap<>();
      progress
          .await(
              "listing rules",
              admin
                  .describeAcls(new AclBindingFilter(filter, AccessControlEntryFilter.ANY))
                  .values())
          .stream()
          .filter(acl -> principals.isEmpty() || principals.contains(acl.entry().principal()))
          .forEach(
              acl ->
                  found.computeIfAbsent(acl.pattern(), it -> new ArrayList<>()).add(acl.entry()));
      found.forEach(
          (resource, entries) -> {
            System.out.println("Current ACLs for resource `" + resource + "`: ");
            entries.forEach(entry -> System.out.println(" \t" + entry));
            System.out.println();
          });
    }
  }
}

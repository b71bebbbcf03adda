package io.jackdaw.kafka.acl;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * All lists at one moment, found by resource: the list of its name, that of {@code *}, and those of
 * all prefixes of its name. Immutable.
 *
 * <p>A denial counts for more than any permission. Permission to read, write, delete or alter is
 * also permission to describe, and altering configurations is describing them; denials imply
 * nothing. Source: KIP-11, KIP-290.
 */
public final class AclIndex {
  public static final AclIndex EMPTY = new AclIndex(Map.of());

  private static final String ANY = ResourcePattern.WILDCARD_RESOURCE;
  private static final String EVERYBODY = "User:*";
  private static final Set<AclOperation> IMPLY_DESCRIBE =
      Set.of(
          AclOperation.DESCRIBE,
          AclOperation.READ,
          AclOperation.WRITE,
          AclOperation.DELETE,
          AclOperation.ALTER);
  private static final Set<AclOperation> IMPLY_DESCRIBE_CONFIGS =
      Set.of(AclOperation.DESCRIBE_CONFIGS, AclOperation.ALTER_CONFIGS);

  private final Map<ResourcePattern, Set<AccessControlEntry>> lists;

  /** Lengths that prefixes have, so that only those are tried. */
  private final Map<ResourceType, TreeSet<Integer>> prefixLengths =
      new EnumMap<>(ResourceType.class);

  private AclIndex(Map<ResourcePattern, Set<AccessControlEntry>> lists) {
    this.lists = lists;
    for (ResourcePattern pattern : lists.keySet()) {
      if (pattern.patternType() == PatternType.PREFIXED) {
        prefixLengths
            .computeIfAbsent(pattern.resourceType(), type -> new TreeSet<>())
            .add(pattern.name().length());
      }
    }
  }

  /**
   * @param lists by literal or prefixed pattern; empty ones count as missing
   */
  public static AclIndex of(Map<ResourcePattern, Set<AccessControlEntry>> lists) {
    Map<ResourcePattern, Set<AccessControlEntry>> copy = new HashMap<>();
    lists.forEach(
        (pattern, entries) -> {
          if (!entries.isEmpty()) {
            copy.put(pattern, Set.copyOf(entries));
          }
        });
    return copy.isEmpty() ? EMPTY : new AclIndex(Map.copyOf(copy));
  }

  /** Patterns that have a list. */
  public Set<ResourcePattern> patterns() {
    return lists.keySet();
  }

  /** The list of a pattern; empty if it has none. */
  public Set<AccessControlEntry> list(ResourcePattern pattern) {
    return lists.getOrDefault(pattern, Set.of());
  }

  /** What is in the lists and fits. */
  public List<AclBinding> matching(AclBindingFilter filter) {
    return lists.entrySet().stream()
        .flatMap(list -> list.getValue().stream().map(it -> new AclBinding(list.getKey(), it)))
        .filter(filter::matches)
        .toList();
  }

  /**
   * @param principal such as {@code User:ann}
   * @param host address of the client, as text
   */
  Verdict decide(
      String principal, String host, AclOperation operation, ResourceType type, String name) {
    Verdict verdict = Verdict.NO_LIST;
    for (Collection<AccessControlEntry> list : listsOf(type, name)) {
      for (AccessControlEntry entry : list) {
        if (!concerns(entry, principal, host) || !covers(entry, operation)) {
          continue;
        }
        if (entry.permissionType() == AclPermissionType.DENY) {
          return Verdict.DENIED;
        }
        verdict = Verdict.ALLOWED;
      }
      if (verdict == Verdict.NO_LIST) {
        verdict = Verdict.DENIED;
      }
    }
    return verdict;
  }

  private Collection<Set<AccessControlEntry>> listsOf(ResourceType type, String name) {
    Map<ResourcePattern, Set<AccessControlEntry>> found = HashMap.newHashMap(4);
    add(found, new ResourcePattern(type, name, PatternType.LITERAL));
    add(found, new ResourcePattern(type, ANY, PatternType.LITERAL));
    TreeSet<Integer> lengths = prefixLengths.get(type);
    if (lengths != null) {
      for (int length : lengths.headSet(name.length(), true)) {
        add(found, new ResourcePattern(type, name.substring(0, length), PatternType.PREFIXED));
      }
    }
    return found.values();
  }

  private void add(Map<ResourcePattern, Set<AccessControlEntry>> found, ResourcePattern pattern) {
    Set<AccessControlEntry> list = lists.get(pattern);
    if (list != null) {
      found.put(pattern, list);
    }
  }

  private static boolean concerns(AccessControlEntry entry, String principal, String host) {
    return (entry.principal().equals(principal) || entry.principal().equals(EVERYBODY))
        && (entry.host().equals(host) || entry.host().equals(ANY));
  }

  private static boolean covers(AccessControlEntry entry, AclOperation operation) {
    AclOperation listed = entry.operation();
    if (listed == operation || listed == AclOperation.ALL) {
      return true;
    }
    return entry.permissionType() == AclPermissionType.ALLOW
        && switch (operation) {
          case DESCRIBE -> IMPLY_DESCRIBE.contains(listed);
          case DESCRIBE_CONFIGS -> IMPLY_DESCRIBE_CONFIGS.contains(listed);
          default -> false;
        };
  }

  /** Whether some resource can have a name that is allowed and not denied. Source: KIP-679. */
  boolean allowsAny(String principal, String host, AclOperation operation, ResourceType type) {
    List<ResourcePattern> denied =
        patterns(principal, host, operation, type, AclPermissionType.DENY);
    return patterns(principal, host, operation, type, AclPermissionType.ALLOW).stream()
        .anyMatch(allowed -> denied.stream().noneMatch(denial -> outweighs(denial, allowed)));
  }

  private List<ResourcePattern> patterns(
      String principal,
      String host,
      AclOperation operation,
      ResourceType type,
      AclPermissionType permission) {
    return lists.entrySet().stream()
        .filter(list -> list.getKey().resourceType() == type)
        .filter(
            list ->
                list.getValue().stream()
                    .anyMatch(
                        entry ->
                            entry.permissionType() == permission
                                && concerns(entry, principal, host)
                                && (entry.operation() == operation
                                    || entry.operation() == AclOperation.ALL)))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean outweighs(ResourcePattern denial, ResourcePattern allowed) {
    if (denial.patternType() == PatternType.PREFIXED) {
      return !isEverything(allowed) && allowed.name().startsWith(denial.name());
    }
    return isEverything(denial) || denial.equals(allowed);
  }

  private static boolean isEverything(ResourcePattern pattern) {
    return pattern.patternType() == PatternType.LITERAL && pattern.name().equals(ANY);
  }
}

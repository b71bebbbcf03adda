package io.jackdaw.kafka.acl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** All access rules at one moment. Immutable. */
public final class AclImage {
  static final AclImage EMPTY = new AclImage(Map.of());

  private final Map<ResourcePattern, Set<AccessControlEntry>> rules;

  /** Rules of prefixes by type and prefix, so that those of a name are among its own prefixes. */
  private final Map<ResourceType, TreeMap<String, Set<AccessControlEntry>>> prefixed =
      new HashMap<>();

  AclImage(Map<ResourcePattern, Set<AccessControlEntry>> rules) {
    this.rules = Map.copyOf(rules);
    rules.forEach(
        (pattern, entries) -> {
          if (pattern.patternType() == PatternType.PREFIXED) {
            prefixed
                .computeIfAbsent(pattern.resourceType(), type -> new TreeMap<>())
                .put(pattern.name(), entries);
          }
        });
  }

  Map<ResourcePattern, Set<AccessControlEntry>> rules() {
    return rules;
  }

  /** The rules that are meant. */
  public List<AclBinding> find(AclBindingFilter filter) {
    List<AclBinding> found = new ArrayList<>();
    rules.forEach(
        (pattern, entries) -> {
          if (filter.patternFilter().matches(pattern)) {
            for (AccessControlEntry entry : entries) {
              if (filter.entryFilter().matches(entry)) {
                found.add(new AclBinding(pattern, entry));
              }
            }
          }
        });
    return found;
  }

  /** Every rule that a resource falls under: its own, those of all, those of its prefixes. */
  List<Set<AccessControlEntry>> of(ResourceType type, String name) {
    List<Set<AccessControlEntry>> found = new ArrayList<>(2);
    addIfThere(found, new ResourcePattern(type, name, PatternType.LITERAL));
    addIfThere(
        found, new ResourcePattern(type, ResourcePattern.WILDCARD_RESOURCE, PatternType.LITERAL));
    TreeMap<String, Set<AccessControlEntry>> prefixes = prefixed.get(type);
    if (prefixes != null) {
      for (int length = 1; length <= name.length(); length++) {
        Set<AccessControlEntry> entries = prefixes.get(name.substring(0, length));
        if (entries != null) {
          found.add(entries);
        }
      }
    }
    return found;
  }

  /** Every rule for resources of a type. */
  List<Map.Entry<ResourcePattern, Set<AccessControlEntry>>> ofType(ResourceType type) {
    return rules.entrySet().stream()
        .filter(entry -> entry.getKey().resourceType() == type)
        .toList();
  }

  private void addIfThere(List<Set<AccessControlEntry>> found, ResourcePattern pattern) {
    Set<AccessControlEntry> entries = rules.get(pattern);
    if (entries != null) {
      found.add(entries);
    }
  }
}

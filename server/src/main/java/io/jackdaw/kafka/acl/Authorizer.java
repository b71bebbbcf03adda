package io.jackdaw.kafka.acl;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Judges by access rules, as Apache's authorizers do: super users may do anything; else a rule that
 * denies wins over one that allows; without any rule for a resource the configuration decides. Any
 * thread; an answer depends on the image of the moment.
 */
public final class Authorizer {
  /** Who asks, and from where. */
  public record Subject(String user, String host) {
    String principal() {
      return "User:" + user;
    }
  }

  /** What is allowed along with something else. */
  private static final Map<AclOperation, Set<AclOperation>> IMPLIED_BY =
      new EnumMap<>(
          Map.of(
              AclOperation.DESCRIBE,
              EnumSet.of(
                  AclOperation.DESCRIBE,
                  AclOperation.READ,
                  AclOperation.WRITE,
                  AclOperation.DELETE,
                  AclOperation.ALTER),
              AclOperation.DESCRIBE_CONFIGS,
              EnumSet.of(AclOperation.DESCRIBE_CONFIGS, AclOperation.ALTER_CONFIGS)));

  private static final String EVERYBODY = "User:*";
  private static final String EVERYWHERE = "*";

  private final Supplier<AclImage> rules;
  private final Set<String> superUsers;
  private final boolean allowWithoutRule;

  /**
   * A judge.
   *
   * @param superUsers as principals, {@code User:alice}
   * @param allowWithoutRule {@code allow.everyone.if.no.acl.found}
   */
  public Authorizer(Supplier<AclImage> rules, Set<String> superUsers, boolean allowWithoutRule) {
    this.rules = rules;
    this.superUsers = Set.copyOf(superUsers);
    this.allowWithoutRule = allowWithoutRule;
  }

  public boolean mayOnCluster(Subject subject, AclOperation operation) {
    return may(subject, operation, ResourceType.CLUSTER, Resource.CLUSTER_NAME);
  }

  public boolean may(Subject subject, AclOperation operation, ResourceType type, String name) {
    if (superUsers.contains(subject.principal())) {
      return true;
    }
    List<Set<AccessControlEntry>> found = rules.get().of(type, name);
    if (found.isEmpty()) {
      return allowWithoutRule;
    }
    return !matches(found, subject, EnumSet.of(operation), AclPermissionType.DENY)
        && matches(found, subject, impliedBy(operation), AclPermissionType.ALLOW);
  }

  private static Set<AclOperation> impliedBy(AclOperation operation) {
    return IMPLIED_BY.getOrDefault(operation, EnumSet.of(operation));
  }

  private static boolean matches(
      List<Set<AccessControlEntry>> found,
      Subject subject,
      Set<AclOperation> operations,
      AclPermissionType permission) {
    for (Set<AccessControlEntry> entries : found) {
      for (AccessControlEntry entry : entries) {
        if (matches(entry, subject, operations, permission)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean matches(
      AccessControlEntry entry,
      Subject subject,
      Set<AclOperation> operations,
      AclPermissionType permission) {
    return entry.permissionType() == permission
        && (entry.principal().equals(subject.principal()) || entry.principal().equals(EVERYBODY))
        && (entry.operation() == AclOperation.ALL || operations.contains(entry.operation()))
        && (entry.host().equals(EVERYWHERE) || entry.host().equals(subject.host()));
  }

  /** Whether there is any resource of a type with which this may be done. */
  public boolean mayOnAny(Subject subject, AclOperation operation, ResourceType type) {
    if (superUsers.contains(subject.principal())) {
      return true;
    }
    var all = rules.get().ofType(type);
    boolean deniedEverywhere =
        all.stream()
            .anyMatch(
                rule ->
                    rule.getKey().name().equals(ResourcePattern.WILDCARD_RESOURCE)
                        && rule.getKey().patternType() == PatternType.LITERAL
                        && matches(
                            List.of(rule.getValue()),
                            subject,
                            EnumSet.of(operation),
                            AclPermissionType.DENY));
    return !deniedEverywhere
        && (allowWithoutRule
            || all.stream()
                .anyMatch(
                    rule ->
                        matches(
                                List.of(rule.getValue()),
                                subject,
                                impliedBy(operation),
                                AclPermissionType.ALLOW)
                            && !matches(
                                List.of(rule.getValue()),
                                subject,
                                EnumSet.of(operation),
                                AclPermissionType.DENY)));
  }
}

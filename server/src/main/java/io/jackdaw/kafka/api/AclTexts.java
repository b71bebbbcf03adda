package io.jackdaw.kafka.api;

import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.CreateAclsRequestData.AclCreation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** Access rules out of requests: what each number means, and what no rule can be. */
final class AclTexts {
  static final String NO_AUTHORIZER = "No Authorizer is configured.";

  private AclTexts() {}

  /** Refuses what is no rule with {@link InvalidRequestException}. */
  static AclBinding binding(AclCreation creation) {
    ResourceType type = ResourceType.fromCode(creation.resourceType());
    PatternType pattern = PatternType.fromCode(creation.resourcePatternType());
    AclOperation operation = AclOperation.fromCode(creation.operation());
    AclPermissionType permission = AclPermissionType.fromCode(creation.permissionType());
    if (type == ResourceType.UNKNOWN || type == ResourceType.ANY) {
      throw new InvalidRequestException("Invalid resourceType " + type);
    }
    if (type == ResourceType.CLUSTER && !creation.resourceName().equals(Resource.CLUSTER_NAME)) {
      throw new InvalidRequestException(
          "The only valid name for the CLUSTER resource is " + Resource.CLUSTER_NAME);
    }
    if (!pattern.isSpecific()) {
      throw new InvalidRequestException("Invalid patternType " + pattern);
    }
    if (operation == AclOperation.UNKNOWN || operation == AclOperation.ANY) {
      throw new InvalidRequestException("Invalid operation " + operation);
    }
    if (permission == AclPermissionType.UNKNOWN || permission == AclPermissionType.ANY) {
      throw new InvalidRequestException("Invalid permissionType " + permission);
    }
    if (creation.principal().indexOf(':') < 0) {
      throw new InvalidRequestException(
          ("Could not parse principal from `%s` (no colon is present separating the principal type"
                  + " from the principal name)")
              .formatted(creation.principal()));
    }
    if (creation.resourceName().isEmpty()) {
      throw new InvalidRequestException("Invalid empty resource name");
    }
    return new AclBinding(
        new ResourcePattern(type, creation.resourceName(), pattern),
        new AccessControlEntry(creation.principal(), creation.host(), operation, permission));
  }

  /**
   * A filter as its numbers say.
   *
   * @throws InvalidRequestException if one of them is not known
   */
  static AclBindingFilter filter(
      byte type,
      @Nullable String name,
      byte pattern,
      @Nullable String principal,
      @Nullable String host,
      byte operation,
      byte permission) {
    AclBindingFilter filter =
        new AclBindingFilter(
            new ResourcePatternFilter(
                ResourceType.fromCode(type), name, PatternType.fromCode(pattern)),
            new AccessControlEntryFilter(
                principal,
                host,
                AclOperation.fromCode(operation),
                AclPermissionType.fromCode(permission)));
    if (filter.isUnknown()) {
      throw new InvalidRequestException("The filter has an element that is not known: " + filter);
    }
    return filter;
  }
}

package io.jackdaw.kafka.metadata;

import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Where lists lie: {@code /kafka-acl/Topic/NAME}, and those of prefixes in {@code
 * /kafka-acl-extended/prefixed/Topic/NAME}. Names are not escaped, so one with a slash lies deeper.
 */
final class AclPaths {
  private AclPaths() {}

  static String path(ResourcePattern pattern) {
    String root =
        pattern.patternType() == PatternType.PREFIXED ? Znodes.PREFIXED_ACLS : Znodes.ACLS;
    return String.join("/", root, AclNames.text(pattern.resourceType()), pattern.name());
  }

  /** The resource of a list; null if this is not the place of one. */
  static @Nullable ResourcePattern pattern(String path) {
    boolean prefixed = path.startsWith(Znodes.PREFIXED_ACLS + "/");
    String root = prefixed ? Znodes.PREFIXED_ACLS : Znodes.ACLS;
    int typeAt = root.length() + 1;
    int slash = path.indexOf('/', typeAt);
    if (!path.startsWith(root + "/") || slash < 0 || slash + 1 == path.length()) {
      return null;
    }
    ResourceType type = type(path.substring(typeAt, slash));
    return type == null
        ? null
        : new ResourcePattern(
            type, path.substring(slash + 1), prefixed ? PatternType.PREFIXED : PatternType.LITERAL);
  }

  private static @Nullable ResourceType type(String name) {
    for (ResourceType type : ResourceType.values()) {
      if (type != ResourceType.UNKNOWN
          && type != ResourceType.ANY
          && AclNames.text(type).equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** Whether a znode can have this name. */
  static boolean isPossible(String name) {
    if (name.startsWith("/") || name.endsWith("/") || name.contains("//")) {
      return false;
    }
    for (String part : name.split("/", -1)) {
      if (part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return name.chars().noneMatch(AclPaths::isForbidden);
  }

  /** Source: ZooKeeper Programmer's Guide, "The ZooKeeper Data Model". */
  private static boolean isForbidden(int c) {
    return c <= 0x1f || (c >= 0x7f && c <= 0x9f) || (c >= 0xd800 && c <= 0xf8ff) || c >= 0xfff0;
  }
}

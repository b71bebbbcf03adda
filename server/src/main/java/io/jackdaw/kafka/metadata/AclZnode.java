package io.jackdaw.kafka.metadata;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.jspecify.annotations.Nullable;

/**
 * The list of one resource, and the notices of its change.
 *
 * <pre>
 *   {"version":1,"acls":[{"principal":"User:ann","permissionType":"Allow","operation":"Read",
 *                         "host":"*"}]}
 * </pre>
 */
record AclZnode(Set<AccessControlEntry> entries) {
  private static final int VERSION = 1;
  private static final List<AclOperation> OPERATIONS =
      Stream.of(AclOperation.values())
          .filter(it -> it != AclOperation.UNKNOWN && it != AclOperation.ANY)
          .toList();
  private static final List<AclPermissionType> PERMISSIONS =
      List.of(AclPermissionType.ALLOW, AclPermissionType.DENY);

  AclZnode {
    entries = Set.copyOf(entries);
  }

  /**
   * @throws MalformedZnodeException if it is not Kafka's; who may do what is then as it was before
   */
  static AclZnode decode(byte[] data) {
    ZnodeJson json = ZnodeJson.parse(data);
    if (json.intValue("version") != VERSION) {
      throw new MalformedZnodeException(
          "version %d of an ACL is not known".formatted(json.intValue("version")));
    }
    Set<AccessControlEntry> entries = new HashSet<>();
    for (ZnodeJson entry : json.objects("acls")) {
      entries.add(entry(entry));
    }
    return new AclZnode(entries);
  }

  private static AccessControlEntry entry(ZnodeJson json) {
    AclOperation operation = AclNames.parse(OPERATIONS, text(json, "operation"));
    AclPermissionType permission = AclNames.parse(PERMISSIONS, text(json, "permissionType"));
    return new AccessControlEntry(
        text(json, "principal"), text(json, "host"), operation, permission);
  }

  private static String text(ZnodeJson json, String key) {
    String text = json.text(key);
    if (text == null) {
      throw new MalformedZnodeException("key " + key + " is missing");
    }
    return text;
  }

  byte[] encode() {
    List<Map<String, Object>> acls =
        entries.stream()
            .sorted(Comparator.comparing(AccessControlEntry::toString))
            .map(AclZnode::object)
            .toList();
    return ZnodeJson.create().put("version", VERSION).put("acls", acls).bytes();
  }

  private static Map<String, Object> object(AccessControlEntry entry) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("principal", entry.principal());
    object.put("permissionType", AclNames.text(entry.permissionType()));
    object.put("operation", AclNames.text(entry.operation()));
    object.put("host", entry.host());
    return object;
  }

  /** Tells other brokers that a list has changed. */
  static ZnodeWrite notice(ResourcePattern pattern) {
    boolean prefixed = pattern.patternType() == PatternType.PREFIXED;
    byte @Nullable [] data =
        prefixed
            ? ZnodeJson.create()
                .put("version", VERSION)
                .put("resourceType", pattern.resourceType().name())
                .put("name", pattern.name())
                .put("patternType", pattern.patternType().name())
                .bytes()
            : (pattern.resourceType().name() + ":" + pattern.name())
                .getBytes(StandardCharsets.UTF_8);
    String directory = prefixed ? Znodes.EXTENDED_ACL_CHANGES : Znodes.ACL_CHANGES;
    return new ZnodeWrite.Create(directory + "/acl_changes_", data, ZnodeWrite.Kind.SEQUENTIAL);
  }
}

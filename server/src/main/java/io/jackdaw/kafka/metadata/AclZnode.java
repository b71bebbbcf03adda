package io.jackdaw.kafka.metadata;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** {@code /kafka-acl/<Type>/<name>} and its like: the rules of one resource pattern. */
public record AclZnode(Set<AccessControlEntry> entries) {
  public static final String LITERAL = "/kafka-acl";
  public static final String PREFIXED = "/kafka-acl-extended/prefixed";
  private static final String LITERAL_CHANGE = "/kafka-acl-changes/acl_changes_";
  private static final String PREFIXED_CHANGE = "/kafka-acl-extended-changes/acl_changes_";

  public AclZnode {
    entries = Set.copyOf(entries);
  }

  public byte[] encode() {
    List<Map<String, Object>> acls = new ArrayList<>();
    for (AccessControlEntry entry : entries) {
      Map<String, Object> acl = new TreeMap<>();
      acl.put("principal", entry.principal());
      acl.put("permissionType", pascal(entry.permissionType()));
      acl.put("operation", pascal(entry.operation()));
      acl.put("host", entry.host());
      acls.add(acl);
    }
    return ZnodeJson.create().put("version", 1).put("acls", acls).bytes();
  }

  /** Errors: {@link MalformedZnodeException}. */
  public static AclZnode decode(byte[] data) {
    Set<AccessControlEntry> entries = new LinkedHashSet<>();
    if (data.length > 0) {
      for (ZnodeJson acl : ZnodeJson.parse(data).objects("acls")) {
        entries.add(
            new AccessControlEntry(
                text(acl, "principal"),
                text(acl, "host"),
                of(AclOperation.values(), text(acl, "operation")),
                of(AclPermissionType.values(), text(acl, "permissionType"))));
      }
    }
    return new AclZnode(entries);
  }

  private static String text(ZnodeJson acl, String key) {
    String text = acl.text(key);
    if (text == null) {
      throw new MalformedZnodeException("key " + key + " is missing");
    }
    return text;
  }

  /** {@code TRANSACTIONAL_ID} as {@code TransactionalId}. */
  private static String pascal(Enum<?> value) {
    StringBuilder text = new StringBuilder();
    for (String word : value.name().split("_", -1)) {
      text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }

  private static <E extends Enum<E>> E of(E[] values, String text) {
    for (E value : values) {
      if (pascal(value).equalsIgnoreCase(text)) {
        return value;
      }
    }
    throw new MalformedZnodeException(text + " is not known");
  }

  /** Where the rules of a pattern are kept. */
  public static String path(ResourcePattern pattern) {
    String root = pattern.patternType() == PatternType.PREFIXED ? PREFIXED : LITERAL;
    return root + "/" + pascal(pattern.resourceType()) + "/" + pattern.name();
  }

  /** Directories of which each has resources of one type. */
  public static Collection<String> directories() {
    List<String> directories = new ArrayList<>();
    for (ResourceType type : ResourceType.values()) {
      if (type != ResourceType.UNKNOWN && type != ResourceType.ANY) {
        directories.add(LITERAL + "/" + pascal(type));
        directories.add(PREFIXED + "/" + pascal(type));
      }
    }
    return directories;
  }

  /** Whose rules are kept here; null if it is no such place. */
  public static @Nullable ResourcePattern pattern(String path) {
    for (String directory : directories()) {
      if (path.startsWith(directory + "/")) {
        String type = directory.substring(directory.lastIndexOf('/') + 1);
        return new ResourcePattern(
            of(ResourceType.values(), type),
            path.substring(directory.length() + 1),
            directory.startsWith(PREFIXED) ? PatternType.PREFIXED : PatternType.LITERAL);
      }
    }
    return null;
  }

  /** Tells brokers of older make that the rules of a pattern have changed. */
  public static ZnodeWrite notice(ResourcePattern pattern) {
    boolean prefixed = pattern.patternType() == PatternType.PREFIXED;
    byte[] data =
        prefixed
            ? ZnodeJson.create()
                .put("version", 1)
                .put("resourceType", pattern.resourceType().name())
                .put("name", pattern.name())
                .put("patternType", pattern.patternType().name())
                .bytes()
            : (pattern.resourceType().name() + ":" + pattern.name())
                .getBytes(StandardCharsets.UTF_8);
    return new ZnodeWrite.Create(
        prefixed ? PREFIXED_CHANGE : LITERAL_CHANGE, data, ZnodeWrite.Kind.SEQUENTIAL);
  }
}

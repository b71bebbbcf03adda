package io.jackdaw.kafka.acl;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lists say of one client, kept once it was asked: for a topic that a connection uses all the
 * time, one look into a map. Forgotten when the lists change.
 */
final class ListedAccess implements Access {
  /** Kafka's own name for it, so that its settings hold. */
  private static final Logger LOG = LoggerFactory.getLogger("kafka.authorizer.logger");

  /** Names kept for each type; a client with more is looked up again. */
  private static final int MAX_NAMES = 10_000;

  private static final int ALLOWED_SHIFT = 16;

  private final Authorizer authorizer;
  private final String principal;
  private final String host;
  private volatile Decided decided;

  /**
   * By type and name: bit n says that the operation with code n is decided, bit 16 + n that it is
   * allowed.
   */
  private record Decided(
      AclIndex lists, Map<ResourceType, ConcurrentHashMap<String, Integer>> byType) {
    static Decided nothing(AclIndex lists) {
      Map<ResourceType, ConcurrentHashMap<String, Integer>> byType =
          new EnumMap<>(ResourceType.class);
      for (ResourceType type : ResourceType.values()) {
        byType.put(type, new ConcurrentHashMap<>(0));
      }
      return new Decided(lists, byType);
    }

    ConcurrentHashMap<String, Integer> of(ResourceType type) {
      return Objects.requireNonNull(byType.get(type));
    }
  }

  ListedAccess(Authorizer authorizer, String principal, String host) {
    this.authorizer = authorizer;
    this.principal = principal;
    this.host = host;
    this.decided = Decided.nothing(authorizer.lists());
  }

  @Override
  public boolean to(AclOperation operation, ResourceType type, String name) {
    return ask(operation, type, name, true);
  }

  @Override
  public boolean sees(AclOperation operation, ResourceType type, String name) {
    return ask(operation, type, name, false);
  }

  @Override
  public boolean toAny(AclOperation operation, ResourceType type) {
    return authorizer.decideAny(principal, host, operation, type);
  }

  private boolean ask(AclOperation operation, ResourceType type, String name, boolean log) {
    AclIndex lists = authorizer.lists();
    Decided known = decided;
    if (known.lists() != lists) {
      known = Decided.nothing(lists);
      decided = known;
    }
    ConcurrentHashMap<String, Integer> names = known.of(type);
    Integer bits = names.get(name);
    int at = operation.code();
    if (bits != null && (bits >> at & 1) != 0) {
      return (bits >> (ALLOWED_SHIFT + at) & 1) != 0;
    }
    boolean allowed = authorizer.decide(lists, principal, host, operation, type, name);
    if (!allowed && log) {
      LOG.info("Denied principal={} host={} {} on {}:{}", principal, host, operation, type, name);
    }
    if (names.size() >= MAX_NAMES) {
      names.clear();
    }
    names.merge(name, 1 << at | (allowed ? 1 << (ALLOWED_SHIFT + at) : 0), (a, b) -> a | b);
    return allowed;
  }
}

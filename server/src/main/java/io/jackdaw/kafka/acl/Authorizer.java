package io.jackdaw.kafka.acl;

import java.net.InetAddress;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Decides by the lists of the cluster, as Kafka's {@code AclAuthorizer} and {@code
 * StandardAuthorizer} do. Any thread; new lists count from the next question on.
 */
public final class Authorizer implements AccessRules {
  private final AuthorizerConfig config;
  private volatile AclIndex lists = AclIndex.EMPTY;

  public Authorizer(AuthorizerConfig config) {
    this.config = config;
  }

  /** Takes these lists from now on. */
  public void use(AclIndex now) {
    lists = now;
  }

  AclIndex lists() {
    return lists;
  }

  @Override
  public Access of(String user, InetAddress address) {
    String principal = "User:" + user;
    Set<String> superUsers = config.superUsers();
    return superUsers.contains(principal)
        ? Access.FULL
        : new ListedAccess(this, principal, address.getHostAddress());
  }

  boolean decide(
      AclIndex index,
      String principal,
      String host,
      AclOperation operation,
      ResourceType type,
      String name) {
    return switch (index.decide(principal, host, operation, type, name)) {
      case ALLOWED -> true;
      case DENIED -> false;
      case NO_LIST -> config.allowsWithoutList();
    };
  }

  boolean decideAny(String principal, String host, AclOperation operation, ResourceType type) {
    AclIndex index = lists;
    // A name that nobody has a list for stands for all of those.
    return decide(index, principal, host, operation, type, "hardcode")
        || index.allowsAny(principal, host, operation, type);
  }
}

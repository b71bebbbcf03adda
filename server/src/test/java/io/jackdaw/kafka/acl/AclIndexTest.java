package io.jackdaw.kafka.acl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class AclIndexTest {
  private final Map<ResourcePattern, Set<AccessControlEntry>> lists = new HashMap<>();
  private final Authorizer authorizer =
      new Authorizer(new AuthorizerConfig(Set.of("User:root"), false));

  private void list(String resource, String permission, String operation, String who) {
    String[] parts = resource.split(":");
    String[] from = who.split("@");
    lists
        .computeIfAbsent(
            new ResourcePattern(
                ResourceType.valueOf(parts[0]), parts[2], PatternType.valueOf(parts[1])),
            pattern -> new HashSet<>())
        .add(
            new AccessControlEntry(
                "User:" + from[0],
                from.length > 1 ? from[1] : "*",
                AclOperation.valueOf(operation),
                AclPermissionType.valueOf(permission)));
    authorizer.use(AclIndex.of(lists));
  }

  private boolean may(String user, AclOperation operation, String topic) {
    return ask(user, operation, ResourceType.TOPIC, topic);
  }

  private boolean ask(String user, AclOperation operation, ResourceType type, String name) {
    return access(user).to(operation, type, name);
  }

  private Access access(String user) {
    return authorizer.of(user, InetAddress.getLoopbackAddress());
  }

  @Test
  void whatHasNoListIsForSuperUsersOnly() {
    assertThat(may("ann", AclOperation.READ, "t")).isFalse();
    assertThat(may("root", AclOperation.READ, "t")).isTrue();
  }

  @Test
  void whatHasNoListIsForEverybodyIfSoConfigured() {
    Authorizer open = new Authorizer(new AuthorizerConfig(Set.of(), true));
    list("TOPIC:LITERAL:t", "ALLOW", "READ", "bob");
    open.use(AclIndex.of(lists));
    Access ann = open.of("ann", InetAddress.getLoopbackAddress());
    assertThat(ann.to(AclOperation.READ, ResourceType.TOPIC, "other")).isTrue();
    assertThat(ann.to(AclOperation.READ, ResourceType.TOPIC, "t")).isFalse();
    assertThat(ann.toAny(AclOperation.WRITE, ResourceType.TOPIC)).isTrue();
  }

  @Test
  void aPermissionIsForItsUserItsOperationAndItsTopic() {
    list("TOPIC:LITERAL:t", "ALLOW", "READ", "ann");
    assertThat(may("ann", AclOperation.READ, "t")).isTrue();
    assertThat(may("bob", AclOperation.READ, "t")).isFalse();
    assertThat(may("ann", AclOperation.WRITE, "t")).isFalse();
    assertThat(may("ann", AclOperation.READ, "t2")).isFalse();
    assertThat(ask("ann", AclOperation.READ, ResourceType.GROUP, "t")).isFalse();
  }

  @Test
  void aPermissionIsForItsHost() {
    list("TOPIC:LITERAL:here", "ALLOW", "READ", "ann@127.0.0.1");
    list("TOPIC:LITERAL:there", "ALLOW", "READ", "ann@10.0.0.1");
    assertThat(may("ann", AclOperation.READ, "here")).isTrue();
    assertThat(may("ann", AclOperation.READ, "there")).isFalse();
  }

  @Test
  void readingAndWritingImplyDescribingButDenyingThemDoesNot() {
    list("TOPIC:LITERAL:t", "ALLOW", "WRITE", "ann");
    list("TOPIC:LITERAL:u", "ALLOW", "DESCRIBE", "ann");
    list("TOPIC:LITERAL:u", "DENY", "READ", "ann");
    list("TOPIC:LITERAL:v", "ALLOW", "ALTER_CONFIGS", "ann");
    assertThat(may("ann", AclOperation.DESCRIBE, "t")).isTrue();
    assertThat(may("ann", AclOperation.DESCRIBE, "u")).isTrue();
    assertThat(may("ann", AclOperation.READ, "u")).isFalse();
    assertThat(may("ann", AclOperation.DESCRIBE_CONFIGS, "v")).isTrue();
    assertThat(may("ann", AclOperation.DESCRIBE, "v")).isFalse();
  }

  @Test
  void aDenialOutweighsEveryPermissionWhereverItStands() {
    list("TOPIC:LITERAL:logs.a", "ALLOW", "ALL", "ann");
    list("TOPIC:PREFIXED:logs.", "DENY", "WRITE", "*");
    list("TOPIC:LITERAL:*", "ALLOW", "ALL", "ann");
    assertThat(may("ann", AclOperation.WRITE, "logs.a")).isFalse();
    assertThat(may("ann", AclOperation.READ, "logs.a")).isTrue();
    assertThat(may("ann", AclOperation.WRITE, "log")).isTrue();
  }

  @Test
  void prefixesOfEveryLengthCount() {
    list("TOPIC:PREFIXED:a", "ALLOW", "READ", "ann");
    list("TOPIC:PREFIXED:a.b.", "ALLOW", "WRITE", "ann");
    assertThat(may("ann", AclOperation.WRITE, "a.b.c")).isTrue();
    assertThat(may("ann", AclOperation.READ, "a.b.c")).isTrue();
    assertThat(may("ann", AclOperation.WRITE, "a.b")).isFalse();
    assertThat(may("ann", AclOperation.READ, "b")).isFalse();
  }

  @Test
  void writingSomewhereIsAllowedUnlessADenialCoversIt() {
    list("TOPIC:PREFIXED:a.b.", "ALLOW", "WRITE", "ann");
    assertThat(access("ann").toAny(AclOperation.WRITE, ResourceType.TOPIC)).isTrue();
    list("TOPIC:LITERAL:a.b.c", "DENY", "WRITE", "ann");
    assertThat(access("ann").toAny(AclOperation.WRITE, ResourceType.TOPIC)).isTrue();
    list("TOPIC:PREFIXED:a.", "DENY", "ALL", "ann");
    assertThat(access("ann").toAny(AclOperation.WRITE, ResourceType.TOPIC)).isFalse();
    list("TOPIC:LITERAL:other", "ALLOW", "WRITE", "ann");
    assertThat(access("ann").toAny(AclOperation.WRITE, ResourceType.TOPIC)).isTrue();
    list("TOPIC:LITERAL:*", "DENY", "WRITE", "*");
    assertThat(access("ann").toAny(AclOperation.WRITE, ResourceType.TOPIC)).isFalse();
  }

  @Test
  void aConnectionFollowsTheListsAsTheyChange() {
    Access ann = access("ann");
    assertThat(ann.to(AclOperation.READ, ResourceType.TOPIC, "t")).isFalse();
    list("TOPIC:LITERAL:t", "ALLOW", "READ", "ann");
    assertThat(ann.to(AclOperation.READ, ResourceType.TOPIC, "t")).isTrue();
    assertThat(ann.to(AclOperation.READ, ResourceType.TOPIC, "t")).isTrue();
    assertThat(ann.sees(AclOperation.WRITE, ResourceType.TOPIC, "t")).isFalse();
    authorizer.use(AclIndex.EMPTY);
    assertThat(ann.to(AclOperation.READ, ResourceType.TOPIC, "t")).isFalse();
  }
}

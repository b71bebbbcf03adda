package io.jackdaw.kafka.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ZnodeAclsTest {
  private static final Map<String, String> AUTHORIZING =
      Map.of("authorizer.class.name", "kafka.security.authorizer.AclAuthorizer");
  private static final AccessControlEntry ANN_READS =
      new AccessControlEntry("User:ann", "*", AclOperation.READ, AclPermissionType.ALLOW);
  private static final AccessControlEntry BOB_DOES_NOT_WRITE =
      new AccessControlEntry("User:bob", "10.0.0.1", AclOperation.WRITE, AclPermissionType.DENY);
  private static final ResourcePattern TOPIC =
      new ResourcePattern(ResourceType.TOPIC, "t", PatternType.LITERAL);
  private static final ResourcePattern GROUPS =
      new ResourcePattern(ResourceType.GROUP, "team/a", PatternType.PREFIXED);

  private final TestCoordination service = new TestCoordination();
  private final TestBroker broker = TestBroker.start(service, 1, new MemoryDisk(), AUTHORIZING);
  private final ZnodeAcls acls = new ZnodeAcls(broker.client, broker.follower);

  @AfterEach
  void stop() {
    broker.close();
    service.close();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private String text(String path) {
    return join(broker.client.read(path)).get().text();
  }

  @Test
  void listsLieWhereKafkaHasThemWithANoticeForOtherBrokers() {
    assertThat(join(acls.add(TOPIC, Set.of(ANN_READS)))).isEqualTo(Errors.NONE);
    assertThat(join(acls.add(GROUPS, Set.of(ANN_READS)))).isEqualTo(Errors.NONE);
    String list =
        "{\"version\":1,\"acls\":[{\"principal\":\"User:ann\",\"permissionType\":\"Allow\","
            + "\"operation\":\"Read\",\"host\":\"*\"}]}";
    assertThat(text("/kafka-acl/Topic/t")).isEqualTo(list);
    assertThat(text("/kafka-acl-extended/prefixed/Group/team/a")).isEqualTo(list);
    assertThat(text("/kafka-acl-changes/acl_changes_0000000000")).isEqualTo("TOPIC:t");
    assertThat(text("/kafka-acl-extended-changes/acl_changes_0000000000"))
        .isEqualTo(
            "{\"version\":1,\"resourceType\":\"GROUP\",\"name\":\"team/a\","
                + "\"patternType\":\"PREFIXED\"}");
  }

  @Test
  void whatIsAddedIsSeenAndWhatIsRemovedIsGoneWithItsZnode() {
    join(acls.add(TOPIC, Set.of(ANN_READS)));
    join(acls.add(TOPIC, Set.of(ANN_READS, BOB_DOES_NOT_WRITE)));
    assertThat(broker.follower.image().acls().list(TOPIC))
        .containsExactlyInAnyOrder(ANN_READS, BOB_DOES_NOT_WRITE);
    join(acls.remove(TOPIC, Set.of(ANN_READS)));
    assertThat(acls.find(AclBindingFilter.ANY)).hasSize(1);
    join(acls.remove(TOPIC, Set.of(BOB_DOES_NOT_WRITE)));
    assertThat(acls.find(AclBindingFilter.ANY)).isEmpty();
    assertThat(join(broker.client.children("/kafka-acl/Topic")).get()).isEmpty();
  }

  @Test
  void aListAboveALongerNameGoesAlone() {
    ResourcePattern shorter = new ResourcePattern(ResourceType.GROUP, "team", PatternType.PREFIXED);
    join(acls.add(GROUPS, Set.of(ANN_READS)));
    join(acls.add(shorter, Set.of(BOB_DOES_NOT_WRITE)));
    assertThat(join(acls.remove(shorter, Set.of(BOB_DOES_NOT_WRITE)))).isEqualTo(Errors.NONE);
    assertThat(broker.follower.image().acls().patterns()).containsExactly(GROUPS);
  }

  @Test
  void aBrokerThatStartsLaterFindsThemAll() {
    join(acls.add(TOPIC, Set.of(ANN_READS)));
    join(acls.add(GROUPS, Set.of(BOB_DOES_NOT_WRITE)));
    try (TestBroker second = TestBroker.start(service, 2, new MemoryDisk(), AUTHORIZING)) {
      assertThat(second.follower.image().acls().list(TOPIC)).containsExactly(ANN_READS);
      assertThat(second.follower.image().acls().list(GROUPS)).containsExactly(BOB_DOES_NOT_WRITE);
    }
  }

  @Test
  void whatAnotherToolWritesCountsAndWhatIsNotKafkasChangesNothing() {
    join(acls.add(TOPIC, Set.of(ANN_READS)));
    byte[] byHand =
        ("{\"acls\":[{\"host\":\"10.0.0.1\",\"operation\":\"Write\",\"permissionType\":\"Deny\","
                + "\"principal\":\"User:bob\"}],\"version\":1}")
            .getBytes(StandardCharsets.UTF_8);
    join(broker.client.write(new ZnodeWrite.Write("/kafka-acl/Topic/t", byHand, -1)));
    join(broker.follower.caughtUp());
    assertThat(broker.follower.image().acls().list(TOPIC)).containsExactly(BOB_DOES_NOT_WRITE);
    byte[] broken = "{\"version\":7}".getBytes(StandardCharsets.UTF_8);
    join(broker.client.write(new ZnodeWrite.Write("/kafka-acl/Topic/t", broken, -1)));
    join(broker.follower.caughtUp());
    assertThat(broker.follower.image().acls().list(TOPIC)).containsExactly(BOB_DOES_NOT_WRITE);
  }

  @Test
  void aNameThatNoZnodeCanHaveIsRefused() {
    for (String name : List.of("/a", "a/", "a//b", "a/../b", ".", "a\u0000")) {
      assertThat(
              join(
                  acls.add(
                      new ResourcePattern(ResourceType.GROUP, name, PatternType.LITERAL),
                      Set.of(ANN_READS))))
          .isEqualTo(Errors.INVALID_REQUEST);
    }
  }
}

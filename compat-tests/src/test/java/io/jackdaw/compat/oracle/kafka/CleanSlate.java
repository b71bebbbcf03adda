package io.jackdaw.compat.oracle.kafka;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResourceCollection;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.types.Struct;

/** Makes a used broker look new, so that programs need not wait for one of their own. */
final class CleanSlate {
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final int TIMEOUT_MS = 20_000;

  private final Target target;
  private final Wire wire;

  private CleanSlate(Target target, Wire wire) {
    this.target = target;
    this.wire = wire;
  }

  static void on(Target target) {
    try (Wire wire = new Wire(target.port())) {
      CleanSlate slate = new CleanSlate(target, wire);
      slate.awaitCoordinator();
      slate.removeGroups();
      slate.removeTopics();
      slate.resetConfigs();
      target.settle(wire);
    }
  }

  /** Waits until transactions can begin; the first who asks has their topic made. */
  static void awaitTransactions(Target target) {
    try (Wire wire = new Wire(target.port())) {
      CleanSlate slate = new CleanSlate(target, wire);
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (slate
              .ask(
                  ApiKeys.FIND_COORDINATOR,
                  3,
                  new FindCoordinatorRequestData().setKey("any").setKeyType((byte) 1))
              .getShort("error_code")
          != 0) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("%s has no transactions".formatted(target.name()));
        }
        target.settle(wire);
      }
      target.settle(wire);
    }
  }

  private void awaitCoordinator() {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      Struct found =
          ask(
              ApiKeys.FIND_COORDINATOR,
              3,
              new FindCoordinatorRequestData().setKey("any").setKeyType((byte) 0));
      target.settle(wire);
      if (found.getShort("error_code") == 0
          && ask(ApiKeys.LIST_GROUPS, 4, new ListGroupsRequestData()).getShort("error_code") == 0
          && ask(
                      ApiKeys.INIT_PRODUCER_ID,
                      4,
                      new InitProducerIdRequestData()
                          .setTransactionalId(null)
                          .setTransactionTimeoutMs(TIMEOUT_MS))
                  .getShort("error_code")
              == 0) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("%s has no group coordinator".formatted(target.name()));
      }
    }
  }

  private void removeGroups() {
    // Apache does not list a group whose only commit was refused, and has it all the same.
    ask(ApiKeys.DELETE_GROUPS, 2, new DeleteGroupsRequestData().setGroupsNames(Draft.groupNames()));
    List<String> groups =
        strings(ask(ApiKeys.LIST_GROUPS, 4, new ListGroupsRequestData()), "groups", "group_id");
    for (String group : groups) {
      removeConsumers(group);
      Struct described =
          ask(
              ApiKeys.DESCRIBE_GROUPS,
              5,
              new DescribeGroupsRequestData().setGroups(List.of(group)));
      List<MemberIdentity> members = new ArrayList<>();
      for (String member :
          strings((Struct) described.getArray("groups")[0], "members", "member_id")) {
        members.add(new MemberIdentity().setMemberId(member));
      }
      if (!members.isEmpty()) {
        ask(
            ApiKeys.LEAVE_GROUP,
            3,
            new LeaveGroupRequestData().setGroupId(group).setMembers(members));
      }
      Struct deleted =
          ask(
              ApiKeys.DELETE_GROUPS,
              2,
              new DeleteGroupsRequestData().setGroupsNames(List.of(group)));
      for (Object result : deleted.getArray("results")) {
        if (((Struct) result).getShort("error_code") != 0) {
          throw new AssertionError(
              "%s keeps a group: %s, %s".formatted(target.name(), result, described));
        }
      }
    }
  }

  /** Members of the new protocol leave each by itself. */
  private void removeConsumers(String group) {
    Struct described =
        ask(
            ApiKeys.CONSUMER_GROUP_DESCRIBE,
            0,
            new ConsumerGroupDescribeRequestData().setGroupIds(List.of(group)));
    for (String member :
        strings((Struct) described.getArray("groups")[0], "members", "member_id")) {
      ask(
          ApiKeys.CONSUMER_GROUP_HEARTBEAT,
          0,
          new ConsumerGroupHeartbeatRequestData()
              .setGroupId(group)
              .setMemberId(member)
              .setMemberEpoch(-1));
    }
  }

  private void removeTopics() {
    Struct metadata = ask(ApiKeys.METADATA, 9, new MetadataRequestData().setTopics(null));
    List<String> topics = new ArrayList<>(strings(metadata, "topics", "name"));
    topics.removeIf(topic -> topic.startsWith("__"));
    if (!topics.isEmpty()) {
      ask(
          ApiKeys.DELETE_TOPICS,
          5,
          new DeleteTopicsRequestData().setTopicNames(topics).setTimeoutMs(TIMEOUT_MS));
    }
  }

  private void resetConfigs() {
    AlterConfigsResourceCollection resources = new AlterConfigsResourceCollection();
    for (String broker : List.of("0", "")) {
      resources.add(
          new AlterConfigsResource()
              .setResourceType(ConfigResource.Type.BROKER.id())
              .setResourceName(broker));
    }
    Struct altered =
        ask(ApiKeys.ALTER_CONFIGS, 1, new AlterConfigsRequestData().setResources(resources));
    for (Object each : altered.getArray("responses")) {
      if (((Struct) each).getShort("error_code") != 0) {
        throw new AssertionError("%s keeps configurations: %s".formatted(target.name(), each));
      }
    }
  }

  private Struct ask(ApiKeys key, int version, ApiMessage body) {
    Struct answer = wire.ask(key, (short) version, body);
    if (answer == null) {
      throw new AssertionError("%s closed the connection after %s".formatted(target.name(), body));
    }
    return answer;
  }

  private static List<String> strings(Struct answer, String array, String field) {
    List<String> found = new ArrayList<>();
    for (Object element : answer.getArray(array)) {
      found.add(((Struct) element).getString(field));
    }
    return found;
  }
}

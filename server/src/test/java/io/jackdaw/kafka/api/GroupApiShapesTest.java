package io.jackdaw.kafka.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.ClusterImages;
import io.jackdaw.kafka.FakeClusterView;
import io.jackdaw.kafka.api.CoordinatorFinder.Found;
import io.jackdaw.kafka.coordinator.FakeCoordinatorLog;
import io.jackdaw.kafka.group.ClusterTopics;
import io.jackdaw.kafka.group.GroupConfig;
import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.group.GroupOverrides;
import io.jackdaw.kafka.group.ShareStates;
import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the group APIs answer has, in every version, the shape that the version allows. */
class GroupApiShapesTest {
  private static final Uuid TOPIC_ID = new Uuid(3, 4);
  private static final CoordinatorFinder HERE =
      (key, listener, timers) ->
          CompletableFuture.completedFuture(
              new Found.Coordinator(5, new BrokerEndpoint(listener, "PLAINTEXT", "host", 9)));

  private final FakeClock clock = new FakeClock();
  private final FakeEventLoop loop = new FakeEventLoop(clock);
  private final FakeCoordinatorLog log = new FakeCoordinatorLog();
  private final FakeClusterView cluster = new FakeClusterView();
  private final GroupCoordinator coordinator =
      new GroupCoordinator(
          GroupConfig.defaults(),
          log,
          List.of(loop),
          Runnable::run,
          clock,
          new ClusterTopics(cluster),
          GroupOverrides.NONE);

  private final Features features = new Features(List.of(Feature.groups(true)), cluster);

  @BeforeEach
  void start() {
    cluster.publish(new ClusterImages().broker(0, 9092).topic("t", TOPIC_ID, 3).build());
    coordinator.start();
  }

  private static final ShareStates NO_SHARES =
      new ShareStates() {
        @Override
        public CompletionStage<Map<Uuid, Set<Integer>>> initialize(
            String group, Map<Uuid, Set<Integer>> partitions) {
          return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public CompletionStage<Boolean> end(
            String group, Map<Uuid, ? extends Set<Integer>> partitions) {
          return CompletableFuture.completedFuture(true);
        }
      };

  private List<ApiHandler<?, ?>> handlers() {
    return List.of(
        new FindCoordinatorHandler(Map.of(FindCoordinatorHandler.GROUP, HERE)),
        new JoinGroupHandler(coordinator),
        new SyncGroupHandler(coordinator),
        new HeartbeatHandler(coordinator),
        new LeaveGroupHandler(coordinator),
        new OffsetCommitHandler(coordinator, cluster),
        new OffsetFetchHandler(coordinator, cluster),
        new OffsetDeleteHandler(coordinator, cluster),
        new DescribeGroupsHandler(coordinator),
        new ListGroupsHandler(coordinator),
        new DeleteGroupsHandler(coordinator, NO_SHARES),
        new ConsumerGroupHeartbeatHandler(coordinator, features),
        new ConsumerGroupDescribeHandler(coordinator, features));
  }

  static Stream<Arguments> versions() {
    List<Arguments> all = new ArrayList<>();
    for (ApiKeys key :
        List.of(
            ApiKeys.FIND_COORDINATOR,
            ApiKeys.JOIN_GROUP,
            ApiKeys.SYNC_GROUP,
            ApiKeys.HEARTBEAT,
            ApiKeys.LEAVE_GROUP,
            ApiKeys.OFFSET_COMMIT,
            ApiKeys.OFFSET_FETCH,
            ApiKeys.CONSUMER_GROUP_HEARTBEAT,
            ApiKeys.CONSUMER_GROUP_DESCRIBE,
            ApiKeys.OFFSET_DELETE,
            ApiKeys.DESCRIBE_GROUPS,
            ApiKeys.LIST_GROUPS,
            ApiKeys.DELETE_GROUPS)) {
      for (short version = key.oldestVersion(); version <= key.latestVersion(); version++) {
        all.add(Arguments.of(key, version));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everyAnswerCanBeWritten(ApiKeys key, short version) {
    ApiMessage request = request(key, version);

    ApiMessage elsewhere = answer(key, version, request);
    log.elect(0, 1);
    loop.runReady();
    ApiMessage here = answer(key, version, request);
    ApiMessage refusal = handler(key).refuse(request, Errors.UNKNOWN_SERVER_ERROR, "why");

    for (ApiMessage response : List.of(elsewhere, here, refusal)) {
      assertThat(MessageUtil.toByteBufferAccessor(response, version).buffer().hasRemaining())
          .isTrue();
    }
  }

  @Test
  void oldClientsGetTheirOneCoordinatorNewOnesAll() {
    var single =
        (FindCoordinatorResponseData)
            answer(ApiKeys.FIND_COORDINATOR, 3, request(ApiKeys.FIND_COORDINATOR, 3));
    var several =
        (FindCoordinatorResponseData)
            answer(
                ApiKeys.FIND_COORDINATOR,
                4,
                new FindCoordinatorRequestData().setCoordinatorKeys(List.of("g", "h")));
    var share =
        (FindCoordinatorResponseData)
            answer(
                ApiKeys.FIND_COORDINATOR,
                6,
                new FindCoordinatorRequestData()
                    .setKeyType(FindCoordinatorHandler.SHARE)
                    .setCoordinatorKeys(List.of("g:t:0")));

    assertThat(single.nodeId()).isEqualTo(5);
    assertThat(single.host()).isEqualTo("host");
    assertThat(several.coordinators()).extracting("key").containsExactly("g", "h");
    assertThat(share.coordinators().getFirst().errorCode())
        .isEqualTo(Errors.INVALID_REQUEST.code());
    assertThat(share.coordinators().getFirst().errorMessage()).contains("topic id");
  }

  @Test
  void offsetsCommittedByNameAreFetchedByIdAndTheOtherWayRound() {
    log.elect(0, 1);
    loop.runReady();
    var byName =
        (OffsetCommitResponseData)
            answer(ApiKeys.OFFSET_COMMIT, 9, request(ApiKeys.OFFSET_COMMIT, 9));
    var byId =
        (OffsetFetchResponseData)
            answer(ApiKeys.OFFSET_FETCH, 10, request(ApiKeys.OFFSET_FETCH, 10));
    var old =
        (OffsetFetchResponseData) answer(ApiKeys.OFFSET_FETCH, 1, request(ApiKeys.OFFSET_FETCH, 1));

    assertThat(byName.topics().getFirst().partitions().getFirst().errorCode()).isZero();
    var topic = byId.groups().getFirst().topics().getFirst();
    assertThat(topic.topicId()).isEqualTo(TOPIC_ID);
    assertThat(topic.partitions().getFirst().committedOffset()).isEqualTo(42);
    assertThat(old.topics().getFirst().partitions().getFirst().committedOffset()).isEqualTo(42);
  }

  @Test
  void unknownTopicsAreTheClientsToHearOf() {
    log.elect(0, 1);
    loop.runReady();
    var commit = (OffsetCommitRequestData) request(ApiKeys.OFFSET_COMMIT, 10);
    commit.topics().getFirst().setTopicId(Uuid.randomUuid());
    var fetch = (OffsetFetchRequestData) request(ApiKeys.OFFSET_FETCH, 10);
    fetch.groups().getFirst().topics().getFirst().setTopicId(Uuid.randomUuid());
    var named = (OffsetCommitRequestData) request(ApiKeys.OFFSET_COMMIT, 9);
    named.topics().getFirst().setName("unknown");

    var committed = (OffsetCommitResponseData) answer(ApiKeys.OFFSET_COMMIT, 10, commit);
    var fetched = (OffsetFetchResponseData) answer(ApiKeys.OFFSET_FETCH, 10, fetch);
    var byName = (OffsetCommitResponseData) answer(ApiKeys.OFFSET_COMMIT, 9, named);

    assertThat(committed.topics().getFirst().partitions().getFirst().errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_ID.code());
    assertThat(fetched.groups().getFirst().topics().getFirst().partitions().getFirst().errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_ID.code());
    assertThat(byName.topics().getFirst().partitions().getFirst().errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
  }

  @Test
  void beforeVersionThreeALeavingMembersErrorIsTheAnswers() {
    log.elect(0, 1);
    loop.runReady();

    var old =
        (LeaveGroupResponseData) answer(ApiKeys.LEAVE_GROUP, 2, request(ApiKeys.LEAVE_GROUP, 2));
    var batch =
        (LeaveGroupResponseData) answer(ApiKeys.LEAVE_GROUP, 3, request(ApiKeys.LEAVE_GROUP, 3));

    assertThat(old.errorCode()).isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
    assertThat(batch.errorCode()).isZero();
    assertThat(batch.members().getFirst().errorCode()).isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
  }

  @Test
  void aGroupThatIsNotThereIsDeadForOldClientsAndAnErrorForNewOnes() {
    log.elect(0, 1);
    loop.runReady();

    var old =
        (DescribeGroupsResponseData)
            answer(ApiKeys.DESCRIBE_GROUPS, 5, request(ApiKeys.DESCRIBE_GROUPS, 5));
    var now =
        (DescribeGroupsResponseData)
            answer(ApiKeys.DESCRIBE_GROUPS, 6, request(ApiKeys.DESCRIBE_GROUPS, 6));
    var deleted =
        (DeleteGroupsResponseData)
            answer(ApiKeys.DELETE_GROUPS, 3, request(ApiKeys.DELETE_GROUPS, 3));

    assertThat(old.groups().getFirst().groupState()).isEqualTo("Dead");
    assertThat(old.groups().getFirst().errorCode()).isZero();
    assertThat(now.groups().getFirst().errorCode()).isEqualTo(Errors.GROUP_ID_NOT_FOUND.code());
    assertThat(deleted.results().iterator().next().errorMessage()).isNotEmpty();
  }

  @Test
  void onlyClientsThatKnowOfItAreSentAwayForAnId() {
    log.elect(0, 1);
    loop.runReady();

    var old = (JoinGroupResponseData) answer(ApiKeys.JOIN_GROUP, 3, request(ApiKeys.JOIN_GROUP, 3));
    var now = (JoinGroupResponseData) answer(ApiKeys.JOIN_GROUP, 4, request(ApiKeys.JOIN_GROUP, 4));

    assertThat(old.errorCode()).isZero();
    assertThat(old.generationId()).isEqualTo(1);
    assertThat(now.errorCode()).isEqualTo(Errors.MEMBER_ID_REQUIRED.code());
    assertThat(now.memberId()).startsWith("client-");
  }

  private ApiMessage answer(ApiKeys key, int version, ApiMessage request) {
    RequestContext context =
        new RequestContext(
            key,
            (short) version,
            1,
            "client",
            "PLAINTEXT",
            InetAddress.getLoopbackAddress(),
            1,
            loop,
            new ConnectionEnd());
    AtomicReference<ApiMessage> answer = new AtomicReference<>();
    handler(key).handle(context, request).thenAccept(answer::set);
    loop.runReady();
    assertThat(answer.get()).as("answer to %s v%s", key, version).isNotNull();
    return answer.get();
  }

  @SuppressWarnings("unchecked")
  private ApiHandler<ApiMessage, ApiMessage> handler(ApiKeys key) {
    return (ApiHandler<ApiMessage, ApiMessage>)
        handlers().stream().filter(each -> each.key() == key).findFirst().orElseThrow();
  }

  private static ApiMessage request(ApiKeys key, int version) {
    return switch (key) {
      case FIND_COORDINATOR ->
          version < 4
              ? new FindCoordinatorRequestData().setKey("g")
              : new FindCoordinatorRequestData().setCoordinatorKeys(List.of("g"));
      case JOIN_GROUP -> {
        JoinGroupRequestData join =
            new JoinGroupRequestData()
                .setGroupId("g")
                .setSessionTimeoutMs(10_000)
                .setProtocolType("consumer");
        join.protocols().add(new JoinGroupRequestProtocol().setName("range"));
        yield join;
      }
      case SYNC_GROUP ->
          new SyncGroupRequestData()
              .setGroupId("g")
              .setMemberId("m")
              .setProtocolType("consumer")
              .setProtocolName("range");
      case HEARTBEAT -> new HeartbeatRequestData().setGroupId("g").setMemberId("m");
      case LEAVE_GROUP ->
          version < 3
              ? new LeaveGroupRequestData().setGroupId("g").setMemberId("m")
              : new LeaveGroupRequestData()
                  .setGroupId("g")
                  .setMembers(List.of(new MemberIdentity().setMemberId("m")));
      case OFFSET_COMMIT -> {
        OffsetCommitRequestTopic topic =
            new OffsetCommitRequestTopic()
                .setPartitions(
                    List.of(
                        new OffsetCommitRequestPartition()
                            .setPartitionIndex(1)
                            .setCommittedOffset(42)));
        yield new OffsetCommitRequestData()
            .setGroupId("g")
            .setTopics(List.of(version < 10 ? topic.setName("t") : topic.setTopicId(TOPIC_ID)));
      }
      case OFFSET_FETCH -> {
        if (version < 8) {
          yield new OffsetFetchRequestData()
              .setGroupId("g")
              .setTopics(
                  List.of(
                      new OffsetFetchRequestTopic().setName("t").setPartitionIndexes(List.of(1))));
        }
        OffsetFetchRequestTopics topic =
            new OffsetFetchRequestTopics().setPartitionIndexes(List.of(1));
        yield new OffsetFetchRequestData()
            .setGroups(
                List.of(
                    new OffsetFetchRequestGroup()
                        .setGroupId("g")
                        .setTopics(
                            List.of(
                                version < 10 ? topic.setName("t") : topic.setTopicId(TOPIC_ID)))));
      }
      case CONSUMER_GROUP_HEARTBEAT ->
          new ConsumerGroupHeartbeatRequestData()
              .setGroupId("g")
              .setMemberId("m")
              .setRebalanceTimeoutMs(1000)
              .setSubscribedTopicNames(List.of("t"))
              .setTopicPartitions(List.of());
      case CONSUMER_GROUP_DESCRIBE ->
          new ConsumerGroupDescribeRequestData()
              .setGroupIds(List.of("nobody"))
              .setIncludeAuthorizedOperations(true);
      case OFFSET_DELETE -> new OffsetDeleteRequestData().setGroupId("g");
      case DESCRIBE_GROUPS ->
          new DescribeGroupsRequestData()
              .setGroups(List.of("nobody"))
              .setIncludeAuthorizedOperations(version >= 3);
      case LIST_GROUPS -> new ListGroupsRequestData();
      case DELETE_GROUPS -> new DeleteGroupsRequestData().setGroupsNames(List.of("nobody"));
      default -> throw new IllegalArgumentException("no request for " + key);
    };
  }
}

package io.jackdaw.kafka.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.metadata.ReplicaRequests;
import io.jackdaw.kafka.metadata.TestBroker;
import io.jackdaw.kafka.metadata.TopicCreation.NewTopic;
import io.jackdaw.kafka.wire.ApiClient;
import io.jackdaw.time.Clock;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateDelegationTokenRequestData;
import org.apache.kafka.common.message.CreateDelegationTokenResponseData;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.DescribeAclsResponseData;
import org.apache.kafka.common.message.DescribeDelegationTokenRequestData;
import org.apache.kafka.common.message.DescribeDelegationTokenResponseData;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitions;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData.PartitionResult;
import org.apache.kafka.common.message.ExpireDelegationTokenRequestData;
import org.apache.kafka.common.message.ExpireDelegationTokenResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.RenewDelegationTokenRequestData;
import org.apache.kafka.common.message.RenewDelegationTokenResponseData;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UnregisterBrokerResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What administrators ask of a cluster, in every version, with the answers of Apache Kafka. */
class ClusterAdminTest {
  private static AdminBroker admin;
  private ApiClient client;

  @BeforeAll
  static void start() {
    admin =
        new AdminBroker(
            it -> {
              ReplicaRequests replicas =
                  new ReplicaRequests(it.broker.client, it.broker.follower, it.broker.awaiter);
              return List.of(
                  new ElectLeadersHandler(it.broker.follower, replicas),
                  new AlterPartitionReassignmentsHandler(it.broker.follower, replicas),
                  new ListPartitionReassignmentsHandler(it.broker.follower, replicas),
                  new DescribeQuorumHandler(it.broker.follower, Clock.system()),
                  new UnregisterBrokerHandler(it.broker.follower),
                  new DescribeAclsHandler(null),
                  new CreateAclsHandler(null),
                  new DeleteAclsHandler(null),
                  new CreateDelegationTokenHandler(),
                  new RenewDelegationTokenHandler(),
                  new ExpireDelegationTokenHandler(),
                  new DescribeDelegationTokenHandler());
            });
    TestBroker.join(
        admin.broker.topics.create(
            new NewTopic("t", 2, 1, new TreeMap<>(), Map.of()), false, 20_000));
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @BeforeEach
  void connect() throws IOException {
    client = admin.client();
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
  }

  private static IntStream versions(ApiKeys key) {
    return IntStream.rangeClosed(key.oldestVersion(), key.latestVersion(false));
  }

  static IntStream electLeadersVersions() {
    return versions(ApiKeys.ELECT_LEADERS);
  }

  private List<String> elect(int version, int type, @Nullable String topic, Integer... partitions)
      throws IOException {
    ElectLeadersRequestData request =
        new ElectLeadersRequestData().setElectionType((byte) type).setTimeoutMs(10_000);
    if (topic == null) {
      request.setTopicPartitions(null);
    } else {
      request
          .topicPartitions()
          .add(new TopicPartitions().setTopic(topic).setPartitions(List.of(partitions)));
    }
    ElectLeadersResponseData response = client.ask(request, version);
    return response.replicaElectionResults().stream()
        .flatMap(it -> it.partitionResult().stream())
        .map(ClusterAdminTest::shown)
        .toList();
  }

  private static String shown(PartitionResult result) {
    return result.partitionId() + " " + result.errorCode() + " " + result.errorMessage();
  }

  @ParameterizedTest
  @MethodSource("electLeadersVersions")
  void electionsThatAreNotNeededAreNotHeld(int version) throws IOException {
    assertThat(elect(version, 0, "t", 0, 7))
        .containsExactly(
            "0 84 Leader election not needed for topic partition.", "7 3 No such partition as t-7");
    assertThat(elect(version, 0, "nope", 0)).containsExactly("0 3 No such topic as nope");
    assertThat(elect(version, 0, null)).isEmpty();
    if (version >= 1) {
      assertThat(elect(version, 1, "t", 0))
          .containsExactly("0 84 Leader election not needed for topic partition.");
      assertThat(elect(version, 5, "t", 0)).containsExactly("0 42 Unknown election type 5");
    }
  }

  private ReassignablePartitionResponse reassign(
      int version, String topic, int partition, @Nullable List<Integer> replicas)
      throws IOException {
    ReassignableTopic wanted = new ReassignableTopic().setName(topic);
    wanted
        .partitions()
        .add(new ReassignablePartition().setPartitionIndex(partition).setReplicas(replicas));
    AlterPartitionReassignmentsResponseData response =
        client.ask(
            new AlterPartitionReassignmentsRequestData().setTopics(List.of(wanted)), version);
    return response.responses().getFirst().partitions().getFirst();
  }

  static Stream<Integer> reassignmentVersions() {
    return versions(ApiKeys.ALTER_PARTITION_REASSIGNMENTS).boxed();
  }

  @ParameterizedTest
  @MethodSource("reassignmentVersions")
  void reassignmentsOnOneBrokerChangeNothingOrAreRefused(int version) throws IOException {
    assertThat(reassign(version, "t", 0, List.of(1)).errorCode()).isZero();
    assertThat(reassign(version, "t", 0, null))
        .satisfies(
            it -> {
              assertThat(it.errorCode()).isEqualTo(Errors.NO_REASSIGNMENT_IN_PROGRESS.code());
              assertThat(it.errorMessage()).isNull();
            });
    assertThat(reassign(version, "t", 9, List.of(1)).errorMessage())
        .isEqualTo("Unable to find partition t:9.");
    assertThat(reassign(version, "nope", 0, null).errorMessage())
        .isEqualTo("Unable to find a topic named nope.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1,9 | The manual partition assignment includes broker 9, but no such broker is registered.
          1,1 | The manual partition assignment includes the broker 1 more than once.
          -1  | The manual partition assignment includes broker -1, but no such broker is registered.
          ''  | The manual partition assignment includes an empty replica list.
          """)
  void replicasThatCannotBeAreRefused(String replicas, String message) throws IOException {
    List<Integer> wanted =
        replicas.isEmpty()
            ? List.of()
            : Stream.of(replicas.split(",")).map(Integer::valueOf).toList();

    assertThat(reassign(1, "t", 0, wanted))
        .satisfies(
            it -> {
              assertThat(it.errorCode()).isEqualTo(Errors.INVALID_REPLICA_ASSIGNMENT.code());
              assertThat(it.errorMessage()).isEqualTo(message);
            });
  }

  @Test
  void noReassignmentIsUnderWay() throws IOException {
    ListPartitionReassignmentsResponseData response =
        client.ask(new ListPartitionReassignmentsRequestData().setTopics(null), 0);

    assertThat(response.errorCode()).isZero();
    assertThat(response.topics()).isEmpty();
  }

  static IntStream describeQuorumVersions() {
    return versions(ApiKeys.DESCRIBE_QUORUM);
  }

  @ParameterizedTest
  @MethodSource("describeQuorumVersions")
  void theBrokersAreTheQuorum(int version) throws IOException {
    DescribeQuorumRequestData request = new DescribeQuorumRequestData();
    for (String topic : List.of("__cluster_metadata", "t")) {
      request
          .topics()
          .add(
              new DescribeQuorumRequestData.TopicData()
                  .setTopicName(topic)
                  .setPartitions(List.of(new DescribeQuorumRequestData.PartitionData())));
    }

    DescribeQuorumResponseData response = client.ask(request, version);

    var quorum = response.topics().getFirst().partitions().getFirst();
    assertThat(quorum.leaderId()).isEqualTo(1);
    assertThat(quorum.leaderEpoch()).isPositive();
    assertThat(quorum.currentVoters())
        .singleElement()
        .satisfies(it -> assertThat(it.replicaId()).isEqualTo(1));
    assertThat(quorum.highWatermark()).isPositive();
    assertThat(response.nodes()).hasSize(version >= 2 ? 1 : 0);
    assertThat(response.topics().getLast().partitions().getFirst().errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
  }

  @Test
  void brokersAreNotUnregisteredByHand() throws IOException {
    UnregisterBrokerResponseData unknown =
        client.ask(new UnregisterBrokerRequestData().setBrokerId(99), 0);
    UnregisterBrokerResponseData alive =
        client.ask(new UnregisterBrokerRequestData().setBrokerId(1), 0);

    assertThat(unknown.errorMessage()).isEqualTo("Broker ID 99 is not currently registered");
    assertThat(unknown.errorCode()).isEqualTo(Errors.BROKER_ID_NOT_REGISTERED.code());
    assertThat(alive.errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
  }

  static IntStream describeAclsVersions() {
    return versions(ApiKeys.DESCRIBE_ACLS);
  }

  @ParameterizedTest
  @MethodSource("describeAclsVersions")
  void withoutAnAuthorizerThereAreNoRules(int version) throws IOException {
    DescribeAclsResponseData described =
        client.ask(
            new DescribeAclsRequestData()
                .setResourceTypeFilter((byte) 1)
                .setPatternTypeFilter((byte) (version == 0 ? 3 : 1))
                .setOperation((byte) 1)
                .setPermissionType((byte) 1),
            version);
    CreateAclsResponseData created =
        client.ask(
            new CreateAclsRequestData()
                .setCreations(
                    List.of(
                        new CreateAclsRequestData.AclCreation()
                            .setResourceType((byte) 2)
                            .setResourceName("t")
                            .setResourcePatternType((byte) 3)
                            .setPrincipal("User:x")
                            .setHost("*")
                            .setOperation((byte) 3)
                            .setPermissionType((byte) 3))),
            version);
    DeleteAclsResponseData deleted =
        client.ask(
            new DeleteAclsRequestData()
                .setFilters(
                    List.of(
                        new DeleteAclsRequestData.DeleteAclsFilter()
                            .setResourceTypeFilter((byte) 2)
                            .setPatternTypeFilter((byte) 3)
                            .setOperation((byte) 1)
                            .setPermissionType((byte) 1))),
            version);

    short disabled = Errors.SECURITY_DISABLED.code();
    assertThat(described.errorCode()).isEqualTo(disabled);
    assertThat(described.errorMessage()).isEqualTo("No Authorizer is configured on the broker");
    assertThat(created.results().getFirst().errorCode()).isEqualTo(disabled);
    assertThat(created.results().getFirst().errorMessage())
        .isEqualTo("No Authorizer is configured.");
    assertThat(deleted.filterResults().getFirst().errorCode()).isEqualTo(disabled);
  }

  static IntStream createTokenVersions() {
    return versions(ApiKeys.CREATE_DELEGATION_TOKEN);
  }

  @ParameterizedTest
  @MethodSource("createTokenVersions")
  void nobodyGetsATokenWhoIsNobody(int version) throws IOException {
    short refused = Errors.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED.code();
    CreateDelegationTokenResponseData created =
        client.ask(new CreateDelegationTokenRequestData(), version);
    DescribeDelegationTokenResponseData described =
        client.ask(new DescribeDelegationTokenRequestData().setOwners(null), version);

    assertThat(created.errorCode()).isEqualTo(refused);
    assertThat(created.principalName()).isEqualTo("ANONYMOUS");
    assertThat(described.errorCode()).isEqualTo(refused);
    if (version <= ApiKeys.RENEW_DELEGATION_TOKEN.latestVersion()) {
      RenewDelegationTokenResponseData renewed =
          client.ask(new RenewDelegationTokenRequestData(), version);
      ExpireDelegationTokenResponseData expired =
          client.ask(new ExpireDelegationTokenRequestData(), version);
      assertThat(renewed.errorCode()).isEqualTo(refused);
      assertThat(expired.errorCode()).isEqualTo(refused);
    }
  }
}

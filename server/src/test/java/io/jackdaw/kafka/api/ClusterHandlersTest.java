package io.jackdaw.kafka.api;

import static io.jackdaw.kafka.metadata.TestBroker.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.kafka.metadata.TestBroker;
import io.jackdaw.kafka.metadata.TestCoordination;
import io.jackdaw.kafka.metadata.Znodes;
import io.jackdaw.kafka.quota.ClientQuotas;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Topics and configurations as clients ask for them, down to the tree. */
class ClusterHandlersTest {
  private static final int TIMEOUT_MS = 20_000;
  private static TestCoordination service;
  private static TestBroker broker;
  private static ConfigAlterations alterations;

  @BeforeAll
  static void start() {
    service = new TestCoordination();
    broker = TestBroker.start(service, 1, new MemoryDisk());
    alterations = new ConfigAlterations(broker.follower, 1, broker.configs, broker.znodeConfigs);
  }

  @AfterAll
  static void stop() {
    broker.close();
    service.close();
  }

  @Test
  void createdTopicIsAnsweredWithItsIdAndConfiguration() {
    CreatableTopicResult result =
        create(false, topic("created", 3).setConfigs(configs("retention.ms", "1000")));

    assertThat(result.errorCode()).isEqualTo(Errors.NONE.code());
    assertThat(result.topicId()).isEqualTo(broker.image().topic("created").id());
    assertThat(result.numPartitions()).isEqualTo(3);
    assertThat(result.replicationFactor()).isEqualTo((short) 1);
    Map<String, CreatableTopicConfigs> values =
        result.configs().stream().collect(Collectors.toMap(CreatableTopicConfigs::name, it -> it));
    assertThat(values.get("retention.ms").value()).isEqualTo("1000");
    assertThat(values.get("retention.ms").configSource()).isEqualTo((byte) 1);
    assertThat(values.get("cleanup.policy").value()).isEqualTo("delete");
    assertThat(values.get("cleanup.policy").configSource()).isEqualTo((byte) 5);
  }

  @Test
  void validationCreatesNothing() {
    assertThat(create(true, topic("validated", 1)).errorCode()).isEqualTo(Errors.NONE.code());
    assertThat(create(true, topic("validated", 0)).errorCode())
        .isEqualTo(Errors.INVALID_PARTITIONS.code());
    assertThat(broker.image().topic("validated")).isNull();
  }

  @Test
  void topicThatIsThereIsNotCreatedTwice() {
    create(false, topic("once", 1));

    CreatableTopicResult result = create(false, topic("once", 1));

    assertThat(result.errorCode()).isEqualTo(Errors.TOPIC_ALREADY_EXISTS.code());
    assertThat(result.errorMessage()).isEqualTo("Topic 'once' already exists.");
    assertThat(result.numPartitions()).isEqualTo(-1);
  }

  @Test
  void duplicatesAndNullsAreRefused() {
    assertThat(create(false, topic("twin", 1), topic("twin", 2)).errorCode())
        .isEqualTo(Errors.INVALID_REQUEST.code());
    CreatableTopicResult nulls =
        create(false, topic("nulls", 1).setConfigs(configs("retention.ms", null)));
    assertThat(nulls.errorCode()).isEqualTo(Errors.INVALID_CONFIG.code());
    assertThat(nulls.errorMessage())
        .isEqualTo("Null value not supported for topic configs: retention.ms");
    CreatableTopic placedTwice = topic("placed-twice", -1).setReplicationFactor((short) -1);
    for (int times = 0; times < 2; times++) {
      placedTwice
          .assignments()
          .add(new CreatableReplicaAssignment().setPartitionIndex(0).setBrokerIds(List.of(1)));
    }
    assertThat(create(false, placedTwice).errorMessage())
        .isEqualTo("Found multiple manual partition assignments for partition 0");
  }

  @Test
  void whoAsksForTopicsByIdIsNotToldOfNames() {
    create(false, topic("asked-by-id", 1));
    create(false, topic("asked-by-name", 1));
    MetadataRequestData request =
        new MetadataRequestData()
            .setTopics(
                new ArrayList<>(
                    List.of(
                        new MetadataRequestTopic()
                            .setName(null)
                            .setTopicId(broker.image().topic("asked-by-id").id()),
                        new MetadataRequestTopic().setName("asked-by-name"))));

    MetadataResponseData answer =
        ask(new MetadataHandler(broker.follower, broker.topics, false), 12, request);

    assertThat(answer.topics()).extracting(MetadataResponseTopic::name).containsOnly("asked-by-id");
  }

  @Test
  void topicIsDeletedByItsId() {
    create(false, topic("by-id", 1));
    Uuid id = broker.image().topic("by-id").id();

    DeletableTopicResult result =
        delete(6, new DeleteTopicsRequestData().setTopics(List.of(state(null, id))));

    assertThat(result.errorCode()).isEqualTo(Errors.NONE.code());
    assertThat(result.name()).isEqualTo("by-id");
    assertThat(broker.image().topic("by-id")).isNull();
    assertThat(
            delete(6, new DeleteTopicsRequestData().setTopics(List.of(state(null, id))))
                .errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_ID.code());
  }

  @Test
  void topicIsDeletedByItsName() {
    create(false, topic("by-name", 1));

    assertThat(
            delete(1, new DeleteTopicsRequestData().setTopicNames(List.of("by-name"))).errorCode())
        .isEqualTo(Errors.NONE.code());
    assertThat(
            delete(1, new DeleteTopicsRequestData().setTopicNames(List.of("by-name"))).errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
  }

  @Test
  void deletionCanBeSwitchedOff() {
    DeleteTopicsHandler handler =
        new DeleteTopicsHandler(broker.topics, broker.follower, false, ClientQuotas.NONE);
    DeleteTopicsRequestData request =
        new DeleteTopicsRequestData().setTopicNames(List.of("whatever"));

    assertThat(ask(handler, 3, request).responses().iterator().next().errorCode())
        .isEqualTo(Errors.TOPIC_DELETION_DISABLED.code());
    assertThat(ask(handler, 2, request).responses().iterator().next().errorCode())
        .isEqualTo(Errors.INVALID_REQUEST.code());
  }

  @Test
  void partitionsAreAdded() {
    create(false, topic("growing", 1));

    assertThat(grow("growing", 3, true)).isEqualTo(Errors.NONE);
    assertThat(broker.image().topic("growing").partitions()).hasSize(1);
    assertThat(grow("growing", 3, false)).isEqualTo(Errors.NONE);
    assertThat(broker.image().topic("growing").partitions()).hasSize(3);
    assertThat(grow("growing", 3, false)).isEqualTo(Errors.INVALID_PARTITIONS);
  }

  @Test
  void topicConfigurationIsAlteredStepByStep() {
    create(false, topic("altered", 1).setConfigs(configs("retention.ms", "1000")));

    alter(ConfigResource.Type.TOPIC, "altered", "max.message.bytes", "2000", OpType.SET);
    alter(ConfigResource.Type.TOPIC, "altered", "cleanup.policy", "compact", OpType.APPEND);
    alter(ConfigResource.Type.TOPIC, "altered", "retention.ms", null, OpType.DELETE);

    assertThat(broker.image().configs().topic("altered"))
        .isEqualTo(Map.of("max.message.bytes", "2000", "cleanup.policy", "delete,compact"));
    assertThat(broker.text(Znodes.topicConfig("altered")))
        .isEqualTo(
            "{\"version\":1,\"config\":{\"cleanup.policy\":\"delete,compact\","
                + "\"max.message.bytes\":\"2000\"}}");
    assertThat(join(broker.client.children(Znodes.CONFIG_CHANGES)).get())
        .isNotEmpty()
        .allMatch(name -> name.matches("config_change_[0-9]{10}"));
    assertThat(value(describe(ConfigResource.Type.TOPIC, "altered"), "max.message.bytes"))
        .isEqualTo("2000");
  }

  @Test
  void olderAlterationReplacesEverything() {
    create(false, topic("replaced", 1).setConfigs(configs("retention.ms", "1000")));
    AlterConfigsRequestData request = new AlterConfigsRequestData();
    AlterConfigsRequestData.AlterConfigsResource resource =
        new AlterConfigsRequestData.AlterConfigsResource()
            .setResourceType(ConfigResource.Type.TOPIC.id())
            .setResourceName("replaced");
    resource
        .configs()
        .add(
            new AlterConfigsRequestData.AlterableConfig()
                .setName("segment.bytes")
                .setValue("2000000"));
    request.resources().add(resource);

    ask(new AlterConfigsHandler(alterations), 2, request);

    assertThat(broker.image().configs().topic("replaced"))
        .isEqualTo(Map.of("segment.bytes", "2000000"));
  }

  @Test
  void alterationsThatAreNotAllowedAreRefused() {
    create(false, topic("firm", 1));

    assertThat(alter(ConfigResource.Type.TOPIC, "firm", "retention.ms", "soon", OpType.SET))
        .satisfies(
            it -> {
              assertThat(it.errorCode()).isEqualTo(Errors.INVALID_CONFIG.code());
              assertThat(it.errorMessage()).contains("retention.ms");
            });
    assertThat(
            List.of(
                alter(ConfigResource.Type.TOPIC, "firm", "no.such", "1", OpType.SET),
                alter(ConfigResource.Type.TOPIC, "firm", "retention.ms", "1", OpType.APPEND),
                alter(ConfigResource.Type.GROUP, "g", "a", "b", OpType.SET)))
        .allMatch(it -> it.errorCode() == Errors.INVALID_CONFIG.code());
    assertThat(alter(ConfigResource.Type.TOPIC, "absent", "retention.ms", "1", OpType.SET))
        .matches(it -> it.errorCode() == Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    assertThat(
            List.of(
                alter(ConfigResource.Type.TOPIC, "", "retention.ms", "1", OpType.SET),
                alter(ConfigResource.Type.TOPIC, "firm", "retention.ms", null, OpType.SET),
                alter(ConfigResource.Type.BROKER, "1", "num.partitions", "2", OpType.SET),
                alter(ConfigResource.Type.BROKER, "2", "log.retention.ms", "2", OpType.SET),
                alter(ConfigResource.Type.BROKER, "x", "log.retention.ms", "2", OpType.SET)))
        .allMatch(it -> it.errorCode() == Errors.INVALID_REQUEST.code());
    assertThat(broker.image().configs().topic("firm")).isEmpty();
  }

  @Test
  void refusalsOfAlterationsAreSaidInApachesOrder() {
    assertThat(alter(ConfigResource.Type.TOPIC, "", "retention.ms", "1", OpType.SUBTRACT))
        .satisfies(
            it -> {
              assertThat(it.errorCode()).isEqualTo(Errors.INVALID_CONFIG.code());
              assertThat(it.errorMessage())
                  .isEqualTo("Can't SUBTRACT to key retention.ms because its type is not LIST.");
            });
    assertThat(alter(ConfigResource.Type.TOPIC, "", "retention.ms", "soon", OpType.SET))
        .satisfies(
            it ->
                assertThat(it.errorMessage())
                    .isEqualTo("Default topic resources are not allowed."));
    assertThat(alter(ConfigResource.Type.BROKER, "x", "log.retention.ms", "2", OpType.SET))
        .satisfies(
            it ->
                assertThat(it.errorMessage())
                    .isEqualTo("Node id must be an integer, but it is: x"));
  }

  @Test
  void brokerConfigurationIsAlteredForOneAndForAll() {
    alter(ConfigResource.Type.BROKER, "", "log.retention.ms", "5000", OpType.SET);
    alter(ConfigResource.Type.BROKER, "1", "log.retention.ms", "4000", OpType.SET);

    assertThat(value(describe(ConfigResource.Type.BROKER, "1"), "log.retention.ms"))
        .isEqualTo("4000");
    assertThat(value(describe(ConfigResource.Type.BROKER, ""), "log.retention.ms"))
        .isEqualTo("5000");
    assertThat(broker.configs.logConfig(broker.image().configs(), "any").retentionMs())
        .isEqualTo(4000);
    alter(ConfigResource.Type.BROKER, "", "log.retention.ms", null, OpType.DELETE);
    alter(ConfigResource.Type.BROKER, "1", "log.retention.ms", null, OpType.DELETE);
    assertThat(describe(ConfigResource.Type.BROKER, "").configs()).isEmpty();
  }

  @Test
  void subscriptionsToMetricsAreKeptAndListed() {
    assertThat(
            alter(ConfigResource.Type.CLIENT_METRICS, "m one", "interval.ms", "500", OpType.SET)
                .errorCode())
        .isZero();
    assertThat(
            alter(ConfigResource.Type.CLIENT_METRICS, "m one", "interval.ms", "5", OpType.SET)
                .errorMessage())
        .isEqualTo(
            "Invalid value 5 for interval.ms, interval must be between 100 and 3600000 (1 hour)");
    assertThat(alter(ConfigResource.Type.CLIENT_METRICS, "m one", "match", "nokey=1", OpType.SET))
        .satisfies(
            it -> {
              assertThat(it.errorCode()).isEqualTo(Errors.INVALID_CONFIG.code());
              assertThat(it.errorMessage()).isEqualTo("Illegal client matching pattern: nokey=1");
            });

    assertThat(broker.text("/config/client-metrics/m%20one"))
        .isEqualTo("{\"version\":1,\"config\":{\"interval.ms\":\"500\"}}");
    DescribeConfigsResult described = describe(ConfigResource.Type.CLIENT_METRICS, "m one");
    assertThat(value(described, "interval.ms")).isEqualTo("500");
    assertThat(value(described, "metrics")).isEmpty();
    assertThat(listed(0)).containsExactly("m one");
    assertThat(listed(1)).contains("m one", "1");
    alter(ConfigResource.Type.CLIENT_METRICS, "m one", "interval.ms", null, OpType.DELETE);
    assertThat(listed(0)).isEmpty();
  }

  private static List<String> listed(int version) {
    ListConfigResourcesHandler handler = new ListConfigResourcesHandler(broker.follower);
    return ask(handler, version, new ListConfigResourcesRequestData()).configResources().stream()
        .map(ListConfigResourcesResponseData.ConfigResource::resourceName)
        .toList();
  }

  @Test
  void levelsOfLoggersAreSetAndUnset() {
    String logger = ClusterHandlersTest.class.getName();
    org.slf4j.LoggerFactory.getLogger(logger);
    String before = value(describe(ConfigResource.Type.BROKER_LOGGER, "1"), logger);

    assertThat(alter(ConfigResource.Type.BROKER_LOGGER, "1", logger, "TRACE", OpType.SET))
        .satisfies(it -> assertThat(it.errorCode()).isZero());
    assertThat(value(describe(ConfigResource.Type.BROKER_LOGGER, "1"), logger)).isEqualTo("TRACE");
    assertThat(alter(ConfigResource.Type.BROKER_LOGGER, "1", logger, null, OpType.DELETE))
        .satisfies(it -> assertThat(it.errorCode()).isZero());
    assertThat(value(describe(ConfigResource.Type.BROKER_LOGGER, "1"), logger)).isEqualTo(before);

    assertThat(alter(ConfigResource.Type.BROKER_LOGGER, "1", logger, "LOUD", OpType.SET))
        .satisfies(
            it ->
                assertThat(it.errorMessage())
                    .endsWith("Valid log levels are DEBUG, ERROR, FATAL, INFO, TRACE, WARN"));
    assertThat(alter(ConfigResource.Type.BROKER_LOGGER, "1", "no.such", "INFO", OpType.SET))
        .satisfies(it -> assertThat(it.errorMessage()).isEqualTo("Logger no.such does not exist!"));
    assertThat(alter(ConfigResource.Type.BROKER_LOGGER, "1", "root", null, OpType.DELETE))
        .satisfies(
            it ->
                assertThat(it.errorMessage())
                    .isEqualTo("Removing the log level of the root logger is not allowed"));
  }

  @Test
  void descriptionRefusesWhatIsNotThere() {
    assertThat(describe(ConfigResource.Type.TOPIC, "absent").errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    assertThat(describe(ConfigResource.Type.TOPIC, "no good").errorCode())
        .isEqualTo(Errors.INVALID_TOPIC_EXCEPTION.code());
    assertThat(describe(ConfigResource.Type.BROKER, "9").errorCode())
        .isEqualTo(Errors.INVALID_REQUEST.code());
    assertThat(describe(ConfigResource.Type.BROKER, "x").errorMessage())
        .isEqualTo("Broker id must be an integer, but it is: x");
  }

  @Test
  void oneResourceOfNoKnownTypeSpoilsTheWholeDescription() {
    DescribeConfigsRequestData request =
        new DescribeConfigsRequestData()
            .setResources(
                List.of(
                    new DescribeConfigsResource()
                        .setResourceType(ConfigResource.Type.TOPIC.id())
                        .setResourceName("absent"),
                    new DescribeConfigsResource()
                        .setResourceType((byte) 99)
                        .setResourceName("absent")));
    DescribeConfigsHandler handler = new DescribeConfigsHandler(broker.follower, 1, broker.configs);

    assertThat(ask(handler, 4, request).results())
        .hasSize(2)
        .allSatisfy(
            result -> {
              assertThat(result.errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
              assertThat(result.errorMessage()).isEqualTo(Errors.INVALID_REQUEST.message());
            });
  }

  private static CreatableTopic topic(String name, int partitions) {
    return new CreatableTopic()
        .setName(name)
        .setNumPartitions(partitions)
        .setReplicationFactor((short) 1);
  }

  private static CreateTopicsRequestData.CreatableTopicConfigCollection configs(
      String key, @Nullable String value) {
    CreateTopicsRequestData.CreatableTopicConfigCollection configs =
        new CreateTopicsRequestData.CreatableTopicConfigCollection();
    configs.add(new CreatableTopicConfig().setName(key).setValue(value));
    return configs;
  }

  private static CreatableTopicResult create(boolean validateOnly, CreatableTopic... topics) {
    CreateTopicsRequestData request =
        new CreateTopicsRequestData().setTimeoutMs(TIMEOUT_MS).setValidateOnly(validateOnly);
    for (CreatableTopic topic : topics) {
      request.topics().add(topic);
    }
    CreateTopicsHandler handler =
        new CreateTopicsHandler(broker.topics, broker.follower, broker.configs, ClientQuotas.NONE);
    return ask(handler, 7, request).topics().iterator().next();
  }

  private static DeleteTopicState state(@Nullable String name, Uuid id) {
    return new DeleteTopicState().setName(name).setTopicId(id);
  }

  private static DeletableTopicResult delete(int version, DeleteTopicsRequestData request) {
    DeleteTopicsHandler handler =
        new DeleteTopicsHandler(broker.topics, broker.follower, true, ClientQuotas.NONE);
    return ask(handler, version, request.setTimeoutMs(TIMEOUT_MS)).responses().iterator().next();
  }

  private static Errors grow(String topic, int count, boolean validateOnly) {
    CreatePartitionsRequestData request =
        new CreatePartitionsRequestData().setTimeoutMs(TIMEOUT_MS).setValidateOnly(validateOnly);
    request
        .topics()
        .add(new CreatePartitionsTopic().setName(topic).setCount(count).setAssignments(null));
    return Errors.forCode(
        ask(new CreatePartitionsHandler(broker.topics, ClientQuotas.NONE), 3, request)
            .results()
            .getFirst()
            .errorCode());
  }

  private static AlterConfigsResourceResponse alter(
      ConfigResource.Type type, String name, String key, @Nullable String value, OpType operation) {
    AlterConfigsResource resource =
        new AlterConfigsResource().setResourceType(type.id()).setResourceName(name);
    resource
        .configs()
        .add(new AlterableConfig().setName(key).setValue(value).setConfigOperation(operation.id()));
    IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
    request.resources().add(resource);
    return ask(new IncrementalAlterConfigsHandler(alterations), 1, request).responses().getFirst();
  }

  private static DescribeConfigsResult describe(ConfigResource.Type type, String name) {
    DescribeConfigsRequestData request =
        new DescribeConfigsRequestData()
            .setIncludeSynonyms(true)
            .setResources(
                List.of(
                    new DescribeConfigsResource()
                        .setResourceType(type.id())
                        .setResourceName(name)
                        .setConfigurationKeys(null)));
    DescribeConfigsHandler handler = new DescribeConfigsHandler(broker.follower, 1, broker.configs);
    return ask(handler, 4, request).results().getFirst();
  }

  private static String value(DescribeConfigsResult result, String key) {
    return result.configs().stream()
        .filter(it -> it.name().equals(key))
        .map(DescribeConfigsResourceResult::value)
        .findFirst()
        .orElseThrow();
  }

  private static <Q extends ApiMessage, R extends ApiMessage> R ask(
      ApiHandler<Q, R> handler, int version, Q request) {
    RequestContext context =
        new RequestContext(
            ApiKeys.forId(handler.key().id),
            (short) version,
            1,
            "test",
            "PLAINTEXT",
            InetAddress.getLoopbackAddress(),
            1,
            new FakeEventLoop(new FakeClock()),
            new ConnectionEnd());
    return join(handler.handle(context, request));
  }
}

package io.jackdaw.compat.security;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Tries all that a Kafka client can do, and tells what came of it. */
final class Authorized implements AutoCloseable {
  private static final String TOPIC = "t1";
  private static final String GROUP = "g1";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final int PATIENCE_SECONDS = 30;

  /** Something to try; its value is told. */
  private interface Attempt {
    Object run() throws Exception;
  }

  private final Map<String, Object> connection;
  private final Admin admin;
  private final List<String> said = new ArrayList<>();

  /**
   * @param connection where to, and as who
   */
  Authorized(Map<String, Object> connection) {
    this.connection = connection;
    this.admin = Admin.create(connection);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }

  private void attempt(String what, Attempt attempt) {
    said.add(what + ": " + outcome(attempt));
  }

  private static String outcome(Attempt attempt) {
    try {
      Object value = attempt.run();
      return value == null ? "ok" : value.toString();
    } catch (ExecutionException refused) {
      return told(refused.getCause());
    } catch (KafkaException refused) {
      return told(refused);
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  /** Apache's broker repeats the whole request in some refusals. */
  private static String told(Throwable refusal) {
    Throwable cause = refusal.getCause() instanceof KafkaException inner ? inner : refusal;
    String message = String.valueOf(cause.getMessage());
    return cause.getClass().getSimpleName()
        + (message.startsWith("Request Request(") || message.startsWith("Cluster authorization")
            ? ""
            : " " + message);
  }

  /** All of it, the more harmless first. */
  List<String> everything() {
    said.clear();
    clusterAndTopics();
    configurations();
    groups();
    transactions();
    administration();
    producing();
    consuming();
    return List.copyOf(said);
  }

  private void clusterAndTopics() {
    attempt(
        "describeCluster",
        () ->
            sorted(
                admin
                    .describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
                    .authorizedOperations()
                    .get()));
    attempt("listTopics", () -> sorted(admin.listTopics().names().get()));
    attempt(
        "describeTopics",
        () ->
            sorted(
                admin
                    .describeTopics(
                        List.of(TOPIC),
                        new DescribeTopicsOptions().includeAuthorizedOperations(true))
                    .topicNameValues()
                    .get(TOPIC)
                    .get()
                    .authorizedOperations()));
    attempt(
        "describe one that is missing",
        () -> admin.describeTopics(List.of("missing")).topicNameValues().get("missing").get());
    attempt(
        "createTopics",
        () -> {
          var created = admin.createTopics(List.of(new NewTopic("t2", 1, (short) 1)));
          created.all().get();
          String seen = outcome(() -> created.config("t2").get() == null ? "" : "config");
          return seen;
        });
    attempt("deleteTopics", () -> admin.deleteTopics(List.of("t2")).all().get());
    attempt(
        "createPartitions",
        () -> admin.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(1))).all().get());
    attempt(
        "deleteRecords",
        () -> admin.deleteRecords(Map.of(PARTITION, RecordsToDelete.beforeOffset(0))).all().get());
    attempt(
        "listOffsets",
        () -> {
          admin.listOffsets(Map.of(PARTITION, OffsetSpec.earliest())).all().get();
          return null;
        });
    attempt(
        "describeProducers",
        () -> {
          admin.describeProducers(List.of(PARTITION)).all().get();
          return null;
        });
  }

  private void configurations() {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
    ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "0");
    ConfigResource all = new ConfigResource(ConfigResource.Type.BROKER, "");
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, GROUP);
    for (ConfigResource resource : List.of(topic, broker, group)) {
      attempt(
          "describeConfigs " + resource.type(),
          () -> admin.describeConfigs(List.of(resource)).all().get().isEmpty());
    }
    attempt("alterConfigs TOPIC", () -> alter(topic, "retention.ms", "1000000"));
    attempt("alterConfigs BROKER", () -> alter(all, "log.cleaner.threads", "1"));
    attempt("alterConfigs GROUP", () -> alter(group, "consumer.session.timeout.ms", "45000"));
    attempt(
        "listConfigResources",
        () -> {
          admin
              .listConfigResources(
                  Set.of(ConfigResource.Type.TOPIC), new ListConfigResourcesOptions())
              .all()
              .get();
          return null;
        });
  }

  private Object alter(ConfigResource resource, String key, String value) throws Exception {
    return admin
        .incrementalAlterConfigs(
            Map.of(
                resource,
                List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private void groups() {
    attempt(
        "listGroups",
        () ->
            sorted(admin.listGroups().all().get().stream().map(group -> group.groupId()).toList()));
    attempt(
        "describeConsumerGroups",
        () ->
            sorted(
                admin
                    .describeConsumerGroups(
                        List.of(GROUP),
                        new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                    .all()
                    .get()
                    .get(GROUP)
                    .authorizedOperations()));
    attempt(
        "describeClassicGroups",
        () -> {
          admin.describeClassicGroups(List.of(GROUP)).all().get();
          return null;
        });
    attempt(
        "listConsumerGroupOffsets",
        () -> {
          Map<TopicPartition, OffsetAndMetadata> offsets =
              admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
          return sorted(offsets.keySet().stream().map(TopicPartition::toString).toList());
        });
    attempt(
        "alterConsumerGroupOffsets",
        () ->
            admin
                .alterConsumerGroupOffsets(GROUP, Map.of(PARTITION, new OffsetAndMetadata(0)))
                .all()
                .get());
    attempt(
        "deleteConsumerGroupOffsets",
        () -> admin.deleteConsumerGroupOffsets(GROUP, Set.of(PARTITION)).all().get());
    attempt(
        "deleteConsumerGroups", () -> admin.deleteConsumerGroups(List.of("missing")).all().get());
  }

  private void transactions() {
    attempt(
        "describeTransactions",
        () -> admin.describeTransactions(List.of("x1")).description("x1").get().state());
    attempt(
        "listTransactions",
        () ->
            sorted(
                admin.listTransactions().all().get().stream()
                    .map(it -> it.transactionalId())
                    .toList()));
    attempt("fenceProducers", () -> admin.fenceProducers(List.of("x2")).all().get());
    attempt(
        "abortTransaction",
        () ->
            admin
                .abortTransaction(new AbortTransactionSpec(PARTITION, 4711, (short) 0, 0))
                .all()
                .get());
  }

  private void administration() {
    attempt(
        "describeLogDirs",
        () -> admin.describeLogDirs(List.of(0)).allDescriptions().get().get(0).size());
    attempt(
        "electLeaders",
        () -> {
          admin.electLeaders(ElectionType.PREFERRED, null).partitions().get();
          return null;
        });
    attempt(
        "alterPartitionReassignments",
        () ->
            admin
                .alterPartitionReassignments(
                    Map.of(PARTITION, Optional.of(new NewPartitionReassignment(List.of(0)))))
                .all()
                .get());
    attempt(
        "listPartitionReassignments",
        () -> admin.listPartitionReassignments().reassignments().get().size());
    attempt(
        "describeMetadataQuorum",
        () -> {
          admin.describeMetadataQuorum().quorumInfo().get();
          return null;
        });
    attempt(
        "updateFeatures",
        () ->
            admin
                .updateFeatures(
                    Map.of(
                        "group.version",
                        new FeatureUpdate((short) 1, FeatureUpdate.UpgradeType.UPGRADE)),
                    new UpdateFeaturesOptions())
                .all()
                .get());
    attempt(
        "describeClientQuotas",
        () -> admin.describeClientQuotas(ClientQuotaFilter.all()).entities().get().size());
    ClientQuotaEntity nobody = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "nobody"));
    attempt(
        "alterClientQuotas",
        () ->
            admin
                .alterClientQuotas(
                    List.of(
                        new ClientQuotaAlteration(
                            nobody,
                            List.of(new ClientQuotaAlteration.Op("producer_byte_rate", null)))))
                .all()
                .get());
    attempt(
        "describeUserScramCredentials",
        () -> admin.describeUserScramCredentials().all().get().size());
    attempt(
        "alterUserScramCredentials",
        () ->
            admin
                .alterUserScramCredentials(
                    List.of(
                        new UserScramCredentialDeletion("nobody", ScramMechanism.SCRAM_SHA_256)))
                .all()
                .get());
    attempt("unregisterBroker", () -> admin.unregisterBroker(4711).all().get());
    attempt(
        "describeAcls", () -> admin.describeAcls(AclBindingFilter.ANY).values().get().isEmpty());
    AclBindingFilter nothing =
        new AclBindingFilter(
            new ResourcePatternFilter(ResourceType.TOPIC, "nothing", PatternType.LITERAL),
            AccessControlEntryFilter.ANY);
    attempt("deleteAcls", () -> admin.deleteAcls(List.of(nothing)).all().get().size());
  }

  private void producing() {
    attempt("produce", () -> produce(Map.of("enable.idempotence", "false"), TOPIC));
    attempt("produce to what is missing", () -> produce(Map.of("max.block.ms", "3000"), "t3"));
    attempt("produce idempotently", () -> produce(Map.of("enable.idempotence", "true"), TOPIC));
    attempt("produce in a transaction", this::produceInTransaction);
  }

  /** One record. */
  Object produce(Map<String, Object> more, String topic) throws Exception {
    try (KafkaProducer<String, String> producer = producer(more)) {
      producer.send(new ProducerRecord<>(topic, "v")).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return null;
    }
  }

  private KafkaProducer<String, String> producer(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(connection);
    config.put("key.serializer", StringSerializer.class);
    config.put("value.serializer", StringSerializer.class);
    config.putAll(more);
    return new KafkaProducer<>(config);
  }

  private Object produceInTransaction() throws Exception {
    try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", "x1"));
        KafkaConsumer<String, String> reader = consumer(Map.of("group.id", GROUP))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(TOPIC, "v"));
      Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(PARTITION, new OffsetAndMetadata(0));
      producer.sendOffsetsToTransaction(offsets, reader.groupMetadata());
      producer.commitTransaction();
      return null;
    }
  }

  private void consuming() {
    for (String protocol : List.of("classic", "consumer")) {
      attempt("consume, " + protocol, () -> refusedOr(() -> consume(protocol)));
    }
    attempt("commit alone", this::commit);
  }

  /**
   * Whether a consumer that may see neither its topic nor its group hears of this or that first.
   */
  private static Object refusedOr(Attempt attempt) throws Exception {
    try {
      return attempt.run();
    } catch (AuthorizationException refused) {
      return "refused";
    }
  }

  private Object consume(String protocol) {
    Map<String, Object> more =
        Map.of("group.id", "g2-" + protocol, "group.protocol", protocol, "client.id", "c");
    try (KafkaConsumer<String, String> consumer = consumer(more)) {
      consumer.subscribe(List.of(TOPIC));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (System.nanoTime() < end) {
        if (!consumer.poll(Duration.ofMillis(100)).isEmpty()) {
          consumer.commitSync();
          return "records";
        }
      }
      throw new AssertionError("nothing came, and nothing was refused");
    }
  }

  /** Topics that the broker finds for a member that wants all. */
  String found() {
    Map<String, Object> more =
        Map.of("group.id", "g-all", "group.protocol", "consumer", "client.id", "c");
    try (KafkaConsumer<String, String> consumer = consumer(more)) {
      consumer.subscribe(new SubscriptionPattern(".*"));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (consumer.assignment().isEmpty() && System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(100));
      }
      return "found " + sorted(consumer.assignment());
    }
  }

  private Object commit() {
    try (KafkaConsumer<String, String> consumer = consumer(Map.of("group.id", GROUP))) {
      consumer.assign(List.of(PARTITION));
      consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(0)));
      return null;
    }
  }

  private KafkaConsumer<String, String> consumer(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(connection);
    config.put("key.deserializer", StringDeserializer.class);
    config.put("value.deserializer", StringDeserializer.class);
    config.put("auto.offset.reset", "earliest");
    config.put("enable.auto.commit", "false");
    config.putAll(more);
    return new KafkaConsumer<>(config);
  }

  private static String sorted(Collection<?> values) {
    return new TreeSet<>(values.stream().map(Object::toString).toList()).toString();
  }
}

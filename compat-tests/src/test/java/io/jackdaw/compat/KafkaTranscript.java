package io.jackdaw.compat;

import io.jackdaw.compat.rig.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** One program of many small requests and refusals for a broker. */
final class KafkaTranscript {
  private static final TopicPartition FIRST = new TopicPartition("t", 0);
  private static final TopicPartition SECOND = new TopicPartition("t", 1);
  private static final List<String> COMPARED_CONFIGS =
      List.of(
          "cleanup.policy",
          "compression.type",
          "delete.retention.ms",
          "file.delete.delay.ms",
          "flush.messages",
          "index.interval.bytes",
          "max.compaction.lag.ms",
          "max.message.bytes",
          "message.timestamp.type",
          "min.cleanable.dirty.ratio",
          "min.insync.replicas",
          "preallocate",
          "retention.bytes",
          "retention.ms",
          "segment.bytes",
          "segment.ms",
          "unclean.leader.election.enable");

  private final Transcript transcript = new Transcript();
  private final KafkaClients clients;
  private final Admin admin;

  private KafkaTranscript(KafkaClients clients, Admin admin) {
    this.clients = clients;
    this.admin = admin;
  }

  /** Runs the program on an empty broker with Kafka's default configuration. */
  static List<String> of(String bootstrapServers) {
    KafkaClients clients = new KafkaClients(bootstrapServers);
    try (Admin admin = clients.admin()) {
      KafkaTranscript program = new KafkaTranscript(clients, admin);
      program.topics();
      program.configs();
      program.producing();
      program.offsets();
      program.fetching();
      program.groups();
      program.deletions();
      return program.transcript.lines();
    }
  }

  private void topics() {
    step("create", () -> created("t", 2, 1, Map.of("retention.ms", "3600000")));
    step("create again", () -> created("t", 2, 1, Map.of()));
    step("create colliding", () -> created("under_score", 1, 1, Map.of()));
    step("create colliding with it", () -> created("under.score", 1, 1, Map.of()));
    step("no partitions", () -> created("none", 0, 1, Map.of()));
    step("too many replicas", () -> created("many", 1, 2, Map.of()));
    step("empty name", () -> created("", 1, 1, Map.of()));
    step("name with a blank", () -> created("a b", 1, 1, Map.of()));
    step("name too long", () -> created("x".repeat(250), 1, 1, Map.of()));
    step("name of a dot", () -> created(".", 1, 1, Map.of()));
    step("unknown config", () -> created("c", 1, 1, Map.of("no.such", "1")));
    step("odd config value", () -> created("c", 1, 1, Map.of("retention.ms", "soon")));
    step(
        "defaults",
        () ->
            done(
                admin
                    .createTopics(List.of(new NewTopic("d", Optional.empty(), Optional.empty())))
                    .all()));
    step(
        "only validate",
        () ->
            done(
                admin
                    .createTopics(
                        List.of(new NewTopic("v", 1, (short) 1)),
                        new CreateTopicsOptions().validateOnly(true))
                    .all()));
    step("list", () -> admin.listTopics().names().get().stream().sorted().toList());
    step("describe", () -> described("t"));
    step("describe nothing", () -> described("nothing"));
    step("fewer partitions", () -> grown("t", 1));
    step("same partitions", () -> grown("t", 2));
    step("more partitions", () -> grown("t", 3));
    step("more of nothing", () -> grown("nothing", 3));
    step("describe the grown", () -> described("t"));
  }

  private void configs() {
    step("topic configs", () -> configsOf("t"));
    step("configs of nothing", () -> configsOf("nothing"));
    step("set", () -> altered("t", AlterConfigOp.OpType.SET, "retention.ms", "7200000"));
    step("append", () -> altered("t", AlterConfigOp.OpType.APPEND, "cleanup.policy", "compact"));
    step(
        "append to a scalar", () -> altered("t", AlterConfigOp.OpType.APPEND, "retention.ms", "1"));
    step(
        "subtract", () -> altered("t", AlterConfigOp.OpType.SUBTRACT, "cleanup.policy", "compact"));
    step("set an odd value", () -> altered("t", AlterConfigOp.OpType.SET, "segment.bytes", "-5"));
    step("set an unknown key", () -> altered("t", AlterConfigOp.OpType.SET, "no.such", "1"));
    step("of nothing", () -> altered("nothing", AlterConfigOp.OpType.SET, "retention.ms", "1"));
    step("after setting", () -> configsOf("t"));
    step("delete", () -> altered("t", AlterConfigOp.OpType.DELETE, "retention.ms", ""));
    step("after deleting", () -> configsOf("t"));
    step("compact", () -> created("compacted", 1, 1, Map.of("cleanup.policy", "compact")));
    step("small", () -> created("small", 1, 1, Map.of("max.message.bytes", "1000")));
    step(
        "logged", () -> created("logged", 1, 1, Map.of("message.timestamp.type", "LogAppendTime")));
  }

  private void producing() {
    for (String acks : List.of("0", "1", "all")) {
      // What nobody acknowledged may come after what was: it gets a partition of its own.
      int partition = acks.equals("0") ? 2 : 0;
      try (KafkaProducer<String, String> producer =
          clients.producer(Map.of("acks", acks, "enable.idempotence", "false"))) {
        step(
            "send acks " + acks,
            () -> sent(producer, new ProducerRecord<>("t", partition, 1000L, "k", acks)));
      }
    }
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
      try (KafkaProducer<String, String> producer =
          clients.producer(Map.of("compression.type", codec, "max.block.ms", "3000"))) {
        step(
            "send " + codec, () -> sent(producer, new ProducerRecord<>("t", 0, 2000L, "k", codec)));
      }
    }
    try (KafkaProducer<String, String> producer =
        clients.producer(Map.of("max.block.ms", "2000"))) {
      step("a tombstone", () -> sent(producer, timed("compacted", "k", null)));
      step("no key for a compacted one", () -> sent(producer, timed("compacted", null, "v")));
      step(
          "too large for the topic",
          () -> sent(producer, new ProducerRecord<>("small", 0, 1L, "k", "x".repeat(2000))));
      step("fits after that", () -> sent(producer, new ProducerRecord<>("small", 0, 1L, "k", "x")));
      step(
          "log append time",
          () -> {
            RecordMetadata metadata =
                producer.send(new ProducerRecord<>("logged", 0, 1L, "k", "v")).get();
            return metadata.timestamp() > 1_000_000_000_000L;
          });
      step(
          "a partition that is not", () -> sent(producer, new ProducerRecord<>("t", 99, "k", "v")));
    }
  }

  private void offsets() {
    step("earliest", () -> offset(OffsetSpec.earliest()));
    step("latest", () -> offset(OffsetSpec.latest()));
    step("max timestamp", () -> offset(OffsetSpec.maxTimestamp()));
    step("at 0", () -> offset(OffsetSpec.forTimestamp(0)));
    step("at 1000", () -> offset(OffsetSpec.forTimestamp(1000)));
    step("at 1500", () -> offset(OffsetSpec.forTimestamp(1500)));
    step("at the future", () -> offset(OffsetSpec.forTimestamp(Long.MAX_VALUE)));
    step(
        "empty partition",
        () -> shown(admin.listOffsets(Map.of(SECOND, OffsetSpec.maxTimestamp())).all().get()));
  }

  private void fetching() {
    try (KafkaConsumer<String, String> consumer =
        clients.consumer("reader", Map.of("auto.offset.reset", "none"))) {
      consumer.assign(Set.of(FIRST));
      step("no offset to start from", () -> read(consumer, 1));
      consumer.seekToBeginning(Set.of(FIRST));
      step("all of it", () -> read(consumer, 7));
      consumer.seek(FIRST, 4);
      step("from the middle of it", () -> read(consumer, 3));
      consumer.seek(FIRST, 500);
      step("out of range", () -> read(consumer, 1));
      step("begins", () -> consumer.beginningOffsets(Set.of(FIRST)));
      step("ends", () -> consumer.endOffsets(Set.of(FIRST)));
      step(
          "partitions of nothing",
          () -> consumer.partitionsFor("made-by-asking", Duration.ofSeconds(1)).size() >= 0);
    }
  }

  private void groups() {
    try (KafkaConsumer<String, String> consumer = clients.consumer("g", Map.of())) {
      consumer.subscribe(Set.of("t"));
      step("group reads", () -> read(consumer, 8).size());
      consumer.commitSync(
          Map.of(FIRST, new OffsetAndMetadata(3, "here"), SECOND, new OffsetAndMetadata(0)));
      step("committed", () -> consumer.committed(Set.of(FIRST)).get(FIRST).offset());
      step(
          "group state",
          () -> admin.describeConsumerGroups(List.of("g")).all().get().get("g").groupState());
      step(
          "group members",
          () ->
              admin.describeConsumerGroups(List.of("g")).all().get().get("g").members().stream()
                  .map(member -> member.assignment().topicPartitions().size())
                  .toList());
      step("delete while living", () -> done(admin.deleteConsumerGroups(List.of("g")).all()));
      step(
          "alter while living",
          () ->
              done(
                  admin
                      .alterConsumerGroupOffsets("g", Map.of(FIRST, new OffsetAndMetadata(1)))
                      .all()));
      step(
          "delete offsets while living",
          () -> done(admin.deleteConsumerGroupOffsets("g", Set.of(FIRST)).all()));
    }
    step(
        "state when empty",
        () -> admin.describeConsumerGroups(List.of("g")).all().get().get("g").groupState());
    step(
        "offsets",
        () ->
            new TreeMap<>(
                admin
                    .listConsumerGroupOffsets("g")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .entrySet()
                    .stream()
                    .collect(
                        Collectors.toMap(
                            entry -> entry.getKey().toString(),
                            entry -> entry.getValue().offset() + entry.getValue().metadata()))));
    step(
        "alter when empty",
        () ->
            done(
                admin
                    .alterConsumerGroupOffsets("g", Map.of(FIRST, new OffsetAndMetadata(1)))
                    .all()));
    step(
        "alter of a topic that is not",
        () ->
            done(
                admin
                    .alterConsumerGroupOffsets(
                        "g", Map.of(new TopicPartition("nothing", 0), new OffsetAndMetadata(1)))
                    .all()));
    step("delete offsets", () -> done(admin.deleteConsumerGroupOffsets("g", Set.of(FIRST)).all()));
    step("delete", () -> done(admin.deleteConsumerGroups(List.of("g")).all()));
    step("delete again", () -> done(admin.deleteConsumerGroups(List.of("g")).all()));
    step(
        "offsets of nothing",
        () -> admin.listConsumerGroupOffsets("no-such").partitionsToOffsetAndMetadata().get());
  }

  private void deletions() {
    step(
        "delete records",
        () ->
            admin
                .deleteRecords(Map.of(FIRST, RecordsToDelete.beforeOffset(4)))
                .lowWatermarks()
                .get(FIRST)
                .get()
                .lowWatermark());
    step(
        "delete records past the end",
        () ->
            admin
                .deleteRecords(Map.of(FIRST, RecordsToDelete.beforeOffset(400)))
                .lowWatermarks()
                .get(FIRST)
                .get()
                .lowWatermark());
    step("earliest after that", () -> offset(OffsetSpec.earliest()));
    step(
        "delete records to the end",
        () ->
            admin
                .deleteRecords(Map.of(FIRST, RecordsToDelete.beforeOffset(-1)))
                .lowWatermarks()
                .get(FIRST)
                .get()
                .lowWatermark());
    step("delete topics", () -> done(admin.deleteTopics(List.of("d", "small")).all()));
    step("delete nothing", () -> done(admin.deleteTopics(List.of("nothing")).all()));
    step("list", () -> admin.listTopics().names().get().stream().sorted().toList());
  }

  private void step(String title, Callable<?> step) {
    transcript.step(title, step);
  }

  private String created(String topic, int partitions, int replicas, Map<String, String> configs)
      throws Exception {
    NewTopic request = new NewTopic(topic, partitions, (short) replicas).configs(configs);
    return done(admin.createTopics(List.of(request)).all());
  }

  private String grown(String topic, int partitions) throws Exception {
    return done(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all());
  }

  private String described(String topic) throws Exception {
    TopicDescription description =
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
    return description.partitions().stream()
            .map(
                partition ->
                    partition.partition()
                        + "/"
                        + partition.replicas().size()
                        + "/"
                        + partition.isr().size())
            .toList()
        + (description.isInternal() ? " internal" : "");
  }

  private String configsOf(String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    List<String> shown = new ArrayList<>();
    for (String name : COMPARED_CONFIGS) {
      ConfigEntry entry = config.get(name);
      shown.add(
          entry == null
              ? name + " missing"
              : "%s=%s %s%s%s"
                  .formatted(
                      name,
                      entry.value(),
                      entry.source(),
                      entry.isReadOnly() ? " read-only" : "",
                      entry.isSensitive() ? " sensitive" : ""));
    }
    return String.join("; ", shown);
  }

  private String altered(String topic, AlterConfigOp.OpType type, String name, String value)
      throws Exception {
    return done(
        admin
            .incrementalAlterConfigs(
                Map.of(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic),
                    List.of(new AlterConfigOp(new ConfigEntry(name, value), type))))
            .all());
  }

  private static String sent(
      KafkaProducer<String, String> producer, ProducerRecord<String, String> record)
      throws Exception {
    RecordMetadata metadata = producer.send(record).get();
    return metadata.topic() + "-" + metadata.partition() + "@" + metadata.offset();
  }

  private static ProducerRecord<String, String> timed(
      String topic, @Nullable String key, @Nullable String value) {
    return new ProducerRecord<>(topic, 0, 1L, key, value);
  }

  private String offset(OffsetSpec spec) throws Exception {
    return shown(admin.listOffsets(Map.of(FIRST, spec)).all().get());
  }

  private static String shown(Map<TopicPartition, ListOffsetsResultInfo> offsets) {
    return offsets.values().stream()
        .map(info -> info.offset() + " at " + info.timestamp())
        .collect(Collectors.joining(", "));
  }

  /** At least {@code count} records as {@code partition@offset key=value}, or what came in time. */
  private static List<String> read(KafkaConsumer<String, String> consumer, int count) {
    List<String> records = new ArrayList<>();
    for (int poll = 0; poll < 100 && records.size() < count; poll++) {
      for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
        records.add(
            record.partition() + "@" + record.offset() + " " + record.key() + "=" + record.value());
      }
    }
    return records;
  }

  private static String done(KafkaFuture<?> future) throws Exception {
    future.get();
    return "done";
  }
}

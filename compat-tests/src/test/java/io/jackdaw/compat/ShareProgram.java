package io.jackdaw.compat;

import io.jackdaw.compat.rig.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/**
 * What a user of share groups does, with Apache's clients 4.3.1, and what came of it, a line each:
 * the same on every server that has share groups. The server locks records for one second.
 */
final class ShareProgram {
  private static final Map<String, Object> EXPLICIT =
      Map.of("share.acknowledgement.mode", "explicit");
  private static final long PATIENCE_MS = 30_000;
  private static final Duration A_MOMENT = Duration.ofMillis(200);

  private final KafkaClients clients;
  private final List<String> lines = new ArrayList<>();

  private ShareProgram(String bootstrapServers) {
    this.clients = new KafkaClients(bootstrapServers);
  }

  static List<String> run(String bootstrapServers) throws Exception {
    ShareProgram program = new ShareProgram(bootstrapServers);
    try (Admin admin = program.clients.admin()) {
      program.whoComesLateBeginsAtTheEnd(admin);
      program.recordsAreAcceptedReleasedAndRejected(admin);
      program.aRecordIsTriedOnlySoOften(admin);
      program.locksEnd(admin);
      program.locksAreRenewed(admin);
      program.abortedRecordsAreNotSeen(admin);
      program.offsetsAreMovedAndForgotten(admin);
    }
    return program.lines;
  }

  private void say(String line) {
    lines.add(line);
  }

  private void whoComesLateBeginsAtTheEnd(Admin admin) throws Exception {
    topic(admin, "late", 1);
    produce("late", 0, 3);
    try (KafkaShareConsumer<String, String> consumer = clients.shareConsumer("late", Map.of())) {
      consumer.subscribe(List.of("late"));
      awaitStart(admin, "late", consumer);
      produce("late", 3, 5);
      say("late: " + values(poll(consumer, 2)));
    }
  }

  private void recordsAreAcceptedReleasedAndRejected(Admin admin) throws Exception {
    topic(admin, "types", 1);
    fromTheBeginning(admin, "types");
    produce("types", 0, 6);
    try (KafkaShareConsumer<String, String> consumer = clients.shareConsumer("types", EXPLICIT)) {
      consumer.subscribe(List.of("types"));
      for (ConsumerRecord<String, String> record : poll(consumer, 6)) {
        consumer.acknowledge(
            record,
            switch ((int) record.offset() % 3) {
              case 0 -> AcknowledgeType.ACCEPT;
              case 1 -> AcknowledgeType.RELEASE;
              default -> AcknowledgeType.REJECT;
            });
      }
      say("types: " + results(consumer.commitSync()));
      List<ConsumerRecord<String, String>> again = poll(consumer, 2);
      say("types again: " + values(again) + " deliveries " + deliveries(again));
      again.forEach(record -> consumer.acknowledge(record, AcknowledgeType.ACCEPT));
      say("types: " + results(consumer.commitSync()));
    }
    awaitEmpty(admin, "types");
    describe(admin, "types");
  }

  private void aRecordIsTriedOnlySoOften(Admin admin) throws Exception {
    topic(admin, "often", 1);
    fromTheBeginning(admin, "often");
    configure(admin, "often", "share.delivery.count.limit", "3");
    produce("often", 0, 1);
    try (KafkaShareConsumer<String, String> consumer = clients.shareConsumer("often", EXPLICIT)) {
      consumer.subscribe(List.of("often"));
      for (int i = 0; i < 3; i++) {
        List<ConsumerRecord<String, String>> got = poll(consumer, 1);
        say("often: " + values(got) + " deliveries " + deliveries(got));
        consumer.acknowledge(got.getFirst(), AcknowledgeType.RELEASE);
        consumer.commitSync();
      }
      produce("often", 1, 2);
      List<ConsumerRecord<String, String>> next = poll(consumer, 1);
      say("often next: " + values(next));
      consumer.acknowledge(next.getFirst());
      consumer.commitSync();
    }
  }

  private void locksEnd(Admin admin) throws Exception {
    topic(admin, "locks", 1);
    fromTheBeginning(admin, "locks");
    produce("locks", 0, 2);
    try (KafkaShareConsumer<String, String> slow = clients.shareConsumer("locks", EXPLICIT);
        KafkaShareConsumer<String, String> other = clients.shareConsumer("locks", EXPLICIT)) {
      slow.subscribe(List.of("locks"));
      say("locks: " + values(poll(slow, 2)));
      other.subscribe(List.of("locks"));
      List<ConsumerRecord<String, String>> again = poll(other, 2);
      say("locks over: " + values(again) + " deliveries " + deliveries(again));
      again.forEach(other::acknowledge);
      say("locks: " + results(other.commitSync()));
    }
  }

  private void locksAreRenewed(Admin admin) throws Exception {
    topic(admin, "renewed", 1);
    fromTheBeginning(admin, "renewed");
    produce("renewed", 0, 1);
    try (KafkaShareConsumer<String, String> consumer = clients.shareConsumer("renewed", EXPLICIT)) {
      consumer.subscribe(List.of("renewed"));
      List<ConsumerRecord<String, String>> got = poll(consumer, 1);
      consumer.acknowledge(got.getFirst(), AcknowledgeType.RENEW);
      say("renewed: " + results(consumer.commitSync()));
      List<ConsumerRecord<String, String>> again = poll(consumer, 1);
      say("renewed: " + values(again) + " deliveries " + deliveries(again));
      consumer.acknowledge(again.getFirst(), AcknowledgeType.ACCEPT);
      say("renewed, accepted: " + results(consumer.commitSync()));
    }
  }

  private void abortedRecordsAreNotSeen(Admin admin) throws Exception {
    topic(admin, "aborted", 1);
    fromTheBeginning(admin, "aborted");
    configure(admin, "aborted", "share.isolation.level", "read_committed");
    try (KafkaProducer<String, String> producer =
        clients.producer(Map.of("transactional.id", "share-aborted"))) {
      producer.initTransactions();
      for (String outcome : List.of("abort", "commit", "abort", "commit")) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("aborted", 0, "k", outcome));
        producer.flush();
        if (outcome.equals("abort")) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
    }
    try (KafkaShareConsumer<String, String> consumer = clients.shareConsumer("aborted", Map.of())) {
      consumer.subscribe(List.of("aborted"));
      say("aborted: " + values(poll(consumer, 2)));
    }
  }

  private void offsetsAreMovedAndForgotten(Admin admin) throws Exception {
    topic(admin, "moved", 1);
    fromTheBeginning(admin, "moved");
    produce("moved", 0, 10);
    try (KafkaShareConsumer<String, String> consumer = clients.shareConsumer("moved", Map.of())) {
      consumer.subscribe(List.of("moved"));
      say("moved: " + values(poll(consumer, 10)));
      say("alter while read: " + failure(admin.alterShareGroupOffsets("moved", at(5)).all()));
      say("delete while read: " + failure(admin.deleteShareGroups(List.of("moved")).all()));
    }
    awaitEmpty(admin, "moved");
    say("alter: " + failure(admin.alterShareGroupOffsets("moved", at(7)).all()));
    describe(admin, "moved");
    try (KafkaShareConsumer<String, String> consumer = clients.shareConsumer("moved", Map.of())) {
      consumer.subscribe(List.of("moved"));
      say("moved: " + values(poll(consumer, 3)));
    }
    awaitEmpty(admin, "moved");
    say(
        "delete offsets: "
            + failure(admin.deleteShareGroupOffsets("moved", Set.of("moved")).all()));
    describe(admin, "moved");
    try (KafkaShareConsumer<String, String> consumer = clients.shareConsumer("moved", Map.of())) {
      consumer.subscribe(List.of("moved"));
      say("from the beginning: " + values(poll(consumer, 10)));
    }
    awaitEmpty(admin, "moved");
    say("no such group: " + failure(admin.alterShareGroupOffsets("nobody", at(7)).all()));
    say("no such group: " + failure(admin.describeShareGroups(List.of("nobody")).all()));
    say("delete: " + failure(admin.deleteShareGroups(List.of("moved")).all()));
    say("deleted: " + failure(admin.describeShareGroups(List.of("moved")).all()));
    say(
        "groups: "
            + new TreeSet<>(
                admin
                    .listGroups(new ListGroupsOptions().withTypes(Set.of(GroupType.SHARE)))
                    .all()
                    .get()
                    .stream()
                    .map(group -> group.groupId() + " " + group.type().orElseThrow())
                    .toList()));
  }

  private static Map<TopicPartition, Long> at(long offset) {
    return Map.of(new TopicPartition("moved", 0), offset);
  }

  private void describe(Admin admin, String group) throws Exception {
    ShareGroupDescription described =
        admin.describeShareGroups(List.of(group)).all().get().get(group);
    // The start itself may be behind what is done, as the broker likes.
    Map<String, String> lags = new TreeMap<>();
    admin
        .listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
        .partitionsToOffsetInfo(group)
        .get()
        .forEach(
            (partition, info) ->
                lags.put(partition.toString(), info == null ? "none" : info.lag().toString()));
    say(
        "%s is %s with %d members, lag %s"
            .formatted(group, described.groupState(), described.members().size(), lags));
  }

  private static String failure(KafkaFuture<?> future) throws InterruptedException {
    try {
      future.get();
      return "done";
    } catch (ExecutionException failure) {
      return failure.getCause().getClass().getSimpleName();
    }
  }

  private static void awaitEmpty(Admin admin, String group) throws Exception {
    long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
    while (System.nanoTime() < end
        && !admin.describeShareGroups(List.of(group)).all().get().get(group).members().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  /** Until the group's place in the topic has been chosen, which a first fetch does. */
  private void awaitStart(Admin admin, String group, KafkaShareConsumer<String, String> consumer)
      throws Exception {
    long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
    boolean assigned = false;
    while (System.nanoTime() < end && !assigned) {
      consumer.poll(A_MOMENT);
      assigned = isAssigned(admin, group);
    }
    for (int i = 0; i < 10; i++) {
      consumer.poll(A_MOMENT);
    }
  }

  private static boolean isAssigned(Admin admin, String group) throws Exception {
    try {
      return admin.describeShareGroups(List.of(group)).all().get().get(group).members().stream()
          .anyMatch(member -> !member.assignment().topicPartitions().isEmpty());
    } catch (ExecutionException notYet) {
      return false;
    }
  }

  private static void topic(Admin admin, String name, int partitions) throws Exception {
    admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
  }

  private static void fromTheBeginning(Admin admin, String group) throws Exception {
    configure(admin, group, "share.auto.offset.reset", "earliest");
  }

  private static void configure(Admin admin, String group, String key, String value)
      throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.GROUP, group),
                List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private void produce(String topic, int from, int to) {
    try (KafkaProducer<String, String> producer = clients.producer(Map.of())) {
      for (int i = from; i < to; i++) {
        producer.send(new ProducerRecord<>(topic, 0, "k", "v" + i));
      }
    }
  }

  private static List<ConsumerRecord<String, String>> poll(
      KafkaShareConsumer<String, String> consumer, int wanted) {
    List<ConsumerRecord<String, String>> got = new ArrayList<>();
    long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
    while (got.size() < wanted && System.nanoTime() < end) {
      consumer.poll(A_MOMENT).forEach(got::add);
    }
    return got;
  }

  private static List<String> values(List<ConsumerRecord<String, String>> records) {
    return records.stream().map(ConsumerRecord::value).toList();
  }

  private static List<Short> deliveries(List<ConsumerRecord<String, String>> records) {
    return records.stream().map(record -> record.deliveryCount().orElseThrow()).toList();
  }

  private static Map<String, String> results(Map<TopicIdPartition, ?> committed) {
    Map<String, String> results = new HashMap<>();
    committed.forEach(
        (partition, failure) ->
            results.put(partition.topicPartition().toString(), failure.toString()));
    return results;
  }
}

package io.jackdaw.compat.oracle.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.Struct;
import org.jspecify.annotations.Nullable;

/** What one server has told in the course of one program: names to ids, and ids back to names. */
final class Learned implements Names {
  private static final short METADATA_VERSION = 12;

  private final Symbols unknown = new Symbols();
  private final Wire aside;
  private final Map<String, Uuid> topics = new HashMap<>();
  private final Map<Uuid, String> topicNames = new HashMap<>();
  private final Map<String, String> members = new HashMap<>();
  private final Map<String, Integer> generations = new HashMap<>();
  private final Map<String, List<TopicPartitions>> owned = new HashMap<>();
  private final Map<String, Long> producers = new HashMap<>();
  private final Map<String, Short> epochs = new HashMap<>();
  private final Map<String, Integer> sessions = new HashMap<>();
  private final Map<String, String> transactionalIds = new HashMap<>();
  private final Map<Object, String> labels = new HashMap<>();

  /**
   * @param aside a connection on which topic names and ids are asked for
   */
  Learned(Wire aside) {
    this.aside = aside;
    labels.put(Symbols.UNKNOWN_MEMBER, "unknown member");
    labels.put(Symbols.UNKNOWN_PRODUCER, "unknown producer");
  }

  /** Takes the ids out of an answer, for {@code step}'s actor. */
  void learn(Step step, Struct answer) {
    switch (step.key()) {
      case JOIN_GROUP -> {
        String id = answer.getString("member_id");
        if (!id.isEmpty()) {
          members.put(step.actor(), id);
          name(id, step.actor());
        }
        if (answer.getInt("generation_id") >= 0) {
          generations.put(step.actor(), answer.getInt("generation_id"));
        }
      }
      case INIT_PRODUCER_ID -> {
        if (answer.getLong("producer_id") >= 0) {
          producers.put(step.actor(), answer.getLong("producer_id"));
          epochs.put(step.actor(), answer.getShort("producer_epoch"));
          name(answer.getLong("producer_id"), step.actor());
        }
      }
      case END_TXN -> {
        if (answer.hasField("producer_id") && answer.getLong("producer_id") >= 0) {
          producers.put(step.actor(), answer.getLong("producer_id"));
          epochs.put(step.actor(), answer.getShort("producer_epoch"));
          name(answer.getLong("producer_id"), step.actor());
        }
      }
      case FETCH -> {
        if (answer.hasField("session_id") && answer.getInt("session_id") != 0) {
          sessions.put(step.actor(), answer.getInt("session_id"));
          name("session " + answer.getInt("session_id"), step.actor());
        }
      }
      case CONSUMER_GROUP_HEARTBEAT -> {
        if (answer.getShort("error_code") == 0) {
          generations.put(step.actor(), answer.getInt("member_epoch"));
          if (answer.get("assignment") instanceof Struct assignment) {
            owned.put(step.actor(), partitions(assignment));
          }
        }
      }
      default -> {}
    }
  }

  private static List<TopicPartitions> partitions(Struct assignment) {
    List<TopicPartitions> partitions = new ArrayList<>();
    for (Object each : assignment.getArray("topic_partitions")) {
      Struct topic = (Struct) each;
      List<Integer> ofTopic = new ArrayList<>();
      for (Object partition : topic.getArray("partitions")) {
        ofTopic.add((Integer) partition);
      }
      partitions.add(
          new TopicPartitions().setTopicId((Uuid) topic.get("topic_id")).setPartitions(ofTopic));
    }
    return partitions;
  }

  private void name(Object id, String actor) {
    if (!labels.containsKey(id)) {
      long before = labels.values().stream().filter(l -> l.startsWith(actor + ".")).count();
      labels.put(id, actor + "." + (before + 1));
    }
  }

  /** All the member ids that were given out. */
  List<String> memberIds() {
    return labels.keySet().stream()
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .toList();
  }

  /** The name by which programs know {@code id}, or null when no answer has told it. */
  @Nullable String labelOf(Object id) {
    return labels.get(id);
  }

  /** The name of the topic that has {@code id} or had it, or a word for none. */
  String topicName(Uuid id) {
    if (!topicNames.containsKey(id)) {
      ask(new MetadataRequestTopic().setTopicId(id).setName(null));
    }
    return topicNames.getOrDefault(id, "a topic nobody knows");
  }

  @Override
  public Uuid topicId(String topic) {
    ask(new MetadataRequestTopic().setName(topic));
    if (!topics.containsKey(topic)) {
      noteTopic(topic, unknown.topicId(topic));
    }
    return topics.get(topic);
  }

  private void ask(MetadataRequestTopic topic) {
    MetadataRequestData request =
        new MetadataRequestData().setTopics(List.of(topic)).setAllowAutoTopicCreation(false);
    Struct answer = aside.ask(ApiKeys.METADATA, METADATA_VERSION, request);
    if (answer == null) {
      throw new AssertionError("the connection on which topic ids are asked for was closed");
    }
    for (Object each : answer.getArray("topics")) {
      Struct found = (Struct) each;
      if (found.getShort("error_code") == 0) {
        noteTopic(found.getString("name"), (Uuid) found.get("topic_id"));
      }
    }
  }

  /** An answer showed a topic with its name and its id. */
  void noteTopic(String name, Uuid id) {
    topics.put(name, id);
    topicNames.put(id, name);
  }

  @Override
  public String memberId(String member) {
    return members.getOrDefault(member, unknown.memberId(member));
  }

  @Override
  public int generation(String member) {
    return generations.getOrDefault(member, unknown.generation(member));
  }

  @Override
  public List<TopicPartitions> owned(String member) {
    return owned.getOrDefault(member, unknown.owned(member));
  }

  @Override
  public long producerId(String producer) {
    return producers.getOrDefault(producer, unknown.producerId(producer));
  }

  @Override
  public short producerEpoch(String producer) {
    return epochs.getOrDefault(producer, unknown.producerEpoch(producer));
  }

  @Override
  public String transactionalId(String producer) {
    return transactionalIds.computeIfAbsent(producer, own -> own + "-" + UUID.randomUUID());
  }

  /** The transactional ids that were used so far, by producer. */
  Map<String, String> transactionalIds() {
    return Map.copyOf(transactionalIds);
  }

  @Override
  public int fetchSession(String session) {
    return sessions.getOrDefault(session, unknown.fetchSession(session));
  }

  @Override
  public long nowMs() {
    return System.currentTimeMillis();
  }
}

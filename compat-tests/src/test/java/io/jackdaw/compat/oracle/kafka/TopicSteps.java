package io.jackdaw.compat.oracle.kafka;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopicCollection;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** Topics come, grow and go. */
final class TopicSteps {
  private static final int TIMEOUT_MS = 20_000;

  private final Dice dice;
  private final Draft draft;
  private final ConfigValues configs;

  TopicSteps(Dice dice, Draft draft) {
    this.dice = dice;
    this.draft = draft;
    this.configs = new ConfigValues(dice);
  }

  private record Placed(int partition, List<Integer> brokers) {}

  private record NewTopic(
      String name,
      int partitions,
      short replicas,
      List<Placed> placed,
      List<ConfigValues.Setting> configs) {}

  /** What programs begin with. */
  Step plain(String name) {
    int count = dice.between(1, 3);
    draft.created(name, count);
    List<ConfigValues.Setting> settings = dice.oneIn(2) ? List.of() : List.of(configs.useful());
    return create(
        dice.version(ApiKeys.CREATE_TOPICS),
        List.of(new NewTopic(name, count, (short) 1, List.of(), settings)),
        false);
  }

  Step create() {
    short version = dice.version(ApiKeys.CREATE_TOPICS);
    boolean validateOnly = dice.oneIn(4);
    List<NewTopic> topics = dice.some(dice.mostly(4, 1, 3), () -> newTopic(version));
    if (!validateOnly) {
      for (NewTopic topic : topics) {
        if (topic.partitions > 0 && topic.replicas == 1) {
          draft.created(topic.name, topic.partitions);
        }
      }
    }
    return create(version, topics, validateOnly);
  }

  private NewTopic newTopic(short version) {
    String name = dice.oneIn(8) ? draft.anyTopic() : draft.topicName();
    List<ConfigValues.Setting> settings = new ArrayList<>();
    if (dice.oneIn(2)) {
      settings.addAll(dice.some(3, configs::any));
    }
    if (dice.oneIn(5)) {
      return new NewTopic(
          name,
          dice.mostly(6, -1, 1, 2),
          dice.mostly(6, (short) -1, (short) 1),
          placements(0),
          settings);
    }
    int partitions = dice.mostly(8, dice.between(1, 3), -1, 0, -2);
    short replicas = dice.mostly(8, (short) 1, (short) -1, (short) 0, (short) 2, (short) -2);
    return new NewTopic(name, partitions, replicas, List.of(), settings);
  }

  private List<Placed> placements(int from) {
    List<Placed> placed = new ArrayList<>();
    int count = dice.between(1, 2);
    for (int index = 0; index < count; index++) {
      placed.add(
          new Placed(
              from + dice.mostly(10, index, index + 1, 0),
              dice.mostly(5, List.of(0), List.of(), List.of(9), List.of(0, 0), List.of(0, 9))));
    }
    return placed;
  }

  private static Step create(short version, List<NewTopic> topics, boolean validateOnly) {
    return Step.of(
        ApiKeys.CREATE_TOPICS,
        version,
        names -> {
          CreatableTopicCollection wanted = new CreatableTopicCollection();
          topics.forEach(topic -> wanted.add(creatable(topic)));
          return new CreateTopicsRequestData()
              .setTopics(wanted)
              .setTimeoutMs(TIMEOUT_MS)
              .setValidateOnly(validateOnly);
        });
  }

  private static CreatableTopic creatable(NewTopic topic) {
    CreatableTopic creatable =
        new CreatableTopic()
            .setName(topic.name)
            .setNumPartitions(topic.partitions)
            .setReplicationFactor(topic.replicas);
    for (Placed each : topic.placed) {
      creatable
          .assignments()
          .add(
              new CreatableReplicaAssignment()
                  .setPartitionIndex(each.partition)
                  .setBrokerIds(each.brokers));
    }
    for (ConfigValues.Setting each : topic.configs) {
      creatable
          .configs()
          .add(new CreatableTopicConfig().setName(each.name()).setValue(each.value()));
    }
    return creatable;
  }

  Step grow() {
    short version = dice.version(ApiKeys.CREATE_PARTITIONS);
    boolean validateOnly = dice.oneIn(4);
    record Growth(String topic, int count, @Nullable List<Placed> placed) {}
    List<Growth> growths =
        dice.some(
            dice.mostly(4, 1, 3),
            () -> {
              String topic = draft.anyTopic();
              int before = draft.partitionsOf(topic);
              int count = dice.mostly(3, before + 1, before, before - 1, 0, -1, before + 2);
              return new Growth(topic, count, dice.oneIn(4) ? placements(before) : null);
            });
    if (!validateOnly) {
      growths.forEach(growth -> draft.grown(growth.topic, growth.count));
    }
    return Step.of(
        ApiKeys.CREATE_PARTITIONS,
        version,
        names -> {
          CreatePartitionsTopicCollection topics = new CreatePartitionsTopicCollection();
          for (Growth growth : growths) {
            topics.add(
                new CreatePartitionsTopic()
                    .setName(growth.topic)
                    .setCount(growth.count)
                    .setAssignments(
                        growth.placed == null
                            ? null
                            : growth.placed.stream()
                                .map(
                                    each ->
                                        new CreatePartitionsAssignment().setBrokerIds(each.brokers))
                                .toList()));
          }
          return new CreatePartitionsRequestData()
              .setTopics(topics)
              .setTimeoutMs(TIMEOUT_MS)
              .setValidateOnly(validateOnly);
        });
  }

  Step delete() {
    short version = dice.version(ApiKeys.DELETE_TOPICS);
    record Doomed(String topic, boolean byId) {}
    List<Doomed> doomed =
        dice.some(
            dice.mostly(4, 1, 3),
            () -> new Doomed(draft.anyTopic(), version >= 6 && dice.oneIn(2)));
    boolean twiceNamed = version >= 6 && dice.oneIn(15);
    if (!twiceNamed) {
      doomed.forEach(each -> draft.deleted(each.topic));
    }
    return Step.of(
        ApiKeys.DELETE_TOPICS,
        version,
        names -> {
          DeleteTopicsRequestData request = new DeleteTopicsRequestData().setTimeoutMs(TIMEOUT_MS);
          if (version < 6) {
            return request.setTopicNames(doomed.stream().map(Doomed::topic).toList());
          }
          return request.setTopics(
              doomed.stream()
                  .map(
                      each ->
                          new DeleteTopicState()
                              .setName(each.byId && !twiceNamed ? null : each.topic)
                              .setTopicId(
                                  each.byId || twiceNamed
                                      ? names.topicId(each.topic)
                                      : Uuid.ZERO_UUID))
                  .toList());
        });
  }
}

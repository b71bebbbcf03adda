package io.jackdaw.compat.oracle.kafka;

import java.util.List;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection;
import org.apache.kafka.common.protocol.ApiKeys;

/** Offsets are asked for, and records before them deleted. */
final class OffsetSteps {
  private static final int TIMEOUT_MS = 20_000;

  private final Dice dice;
  private final Draft draft;

  OffsetSteps(Dice dice, Draft draft) {
    this.dice = dice;
    this.draft = draft;
  }

  private record Question(String topic, int partition, long at, int leaderEpoch) {}

  private List<Question> questions(java.util.function.Supplier<Long> at) {
    return dice.someBy(
        Question::topic,
        2,
        () -> {
          String topic = draft.topic();
          return new Question(
              topic, draft.partition(topic), at.get(), dice.mostly(5, -1, 0, 1, 7, -2));
        });
  }

  Step list() {
    short version = dice.version(ApiKeys.LIST_OFFSETS);
    List<Question> questions =
        questions(
            () ->
                dice.oneIn(3)
                    ? 995L + dice.below(310)
                    : dice.of(-1L, -2L, -3L, -4L, -5L, -6L, -7L, 0L, Long.MAX_VALUE));
    byte isolation = version >= 2 && dice.oneIn(3) ? (byte) 1 : 0;
    return Step.of(
        ApiKeys.LIST_OFFSETS,
        version,
        names -> {
          ListOffsetsRequestData request =
              new ListOffsetsRequestData()
                  .setReplicaId(-1)
                  .setIsolationLevel(isolation)
                  .setTopics(
                      questions.stream()
                          .map(
                              each ->
                                  new ListOffsetsTopic()
                                      .setName(each.topic)
                                      .setPartitions(
                                          List.of(
                                              new ListOffsetsPartition()
                                                  .setPartitionIndex(each.partition)
                                                  .setCurrentLeaderEpoch(
                                                      version >= 4 ? each.leaderEpoch : -1)
                                                  .setTimestamp(each.at))))
                          .toList());
          return version >= 10 ? request.setTimeoutMs(TIMEOUT_MS) : request;
        });
  }

  Step forLeaderEpoch() {
    short version = dice.version(ApiKeys.OFFSET_FOR_LEADER_EPOCH);
    List<Question> questions = questions(() -> dice.of(0L, 0L, 1L, -1L, 7L));
    return Step.of(
        ApiKeys.OFFSET_FOR_LEADER_EPOCH,
        version,
        names -> {
          OffsetForLeaderTopicCollection topics = new OffsetForLeaderTopicCollection();
          for (Question each : questions) {
            if (topics.find(each.topic) == null) {
              topics.add(
                  new OffsetForLeaderTopic()
                      .setTopic(each.topic)
                      .setPartitions(
                          List.of(
                              new OffsetForLeaderPartition()
                                  .setPartition(each.partition)
                                  .setCurrentLeaderEpoch(each.leaderEpoch)
                                  .setLeaderEpoch((int) each.at))));
            }
          }
          return new OffsetForLeaderEpochRequestData()
              .setReplicaId(version >= 3 ? -1 : -2)
              .setTopics(topics);
        });
  }

  Step deleteRecords() {
    List<Question> questions = questions(() -> (long) dice.of(-1, 0, 1, 2, 3, 5, 1000, -2));
    return Step.of(
        ApiKeys.DELETE_RECORDS,
        dice.version(ApiKeys.DELETE_RECORDS),
        names ->
            new DeleteRecordsRequestData()
                .setTimeoutMs(TIMEOUT_MS)
                .setTopics(
                    questions.stream()
                        .map(
                            each ->
                                new DeleteRecordsTopic()
                                    .setName(each.topic)
                                    .setPartitions(
                                        List.of(
                                            new DeleteRecordsPartition()
                                                .setPartitionIndex(each.partition)
                                                .setOffset(each.at))))
                        .toList()));
  }
}

package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.group.GroupRecord.GroupTombstone;
import io.jackdaw.kafka.group.GroupRecord.OffsetTombstone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;

/** Decides what is deleted on request: groups, single offsets, and offsets of deleted topics. */
final class Deletions {
  private final GroupTable groups;
  private final Offsets offsets;

  Deletions(GroupTable groups, Offsets offsets) {
    this.groups = groups;
    this.offsets = offsets;
  }

  /**
   * @param reply by group: NONE, GROUP_ID_NOT_FOUND or NON_EMPTY_GROUP
   */
  Decision<GroupRecord> groups(
      List<String> groupIds, CompletableFuture<Map<String, Errors>> reply) {
    List<GroupRecord> records = new ArrayList<>();
    Map<String, Errors> answers = new LinkedHashMap<>();
    for (String groupId : groupIds) {
      ClassicGroup group = groups.find(groupId);
      ConsumerGroup consumer = groups.consumer(groupId);
      ShareGroup share = groups.share(groupId);
      if (share != null) {
        Errors answer = share.isEmpty() ? Errors.NONE : Errors.NON_EMPTY_GROUP;
        if (answers.put(groupId, answer) == null && answer == Errors.NONE) {
          records.addAll(share.tombstones());
        }
      } else if (consumer != null) {
        Errors answer = consumer.isEmpty() ? Errors.NONE : Errors.NON_EMPTY_GROUP;
        if (answers.put(groupId, answer) == null && answer == Errors.NONE) {
          offsets.keysOf(groupId).forEach(key -> records.add(new OffsetTombstone(key)));
          records.addAll(consumer.tombstones());
        }
      } else if (group == null) {
        answers.putIfAbsent(groupId, Errors.GROUP_ID_NOT_FOUND);
      } else if (!group.is(GroupPhase.EMPTY)) {
        answers.put(groupId, Errors.NON_EMPTY_GROUP);
      } else if (answers.put(groupId, Errors.NONE) == null) {
        offsets.keysOf(groupId).forEach(key -> records.add(new OffsetTombstone(key)));
        records.add(new GroupTombstone(groupId));
      }
    }
    return Decision.reply(records, reply, answers, error -> all(answers, error));
  }

  /**
   * @param asked partitions by topic
   * @param reply by partition, or one error for the group
   */
  Decision<GroupRecord> offsets(
      String groupId, Map<String, List<Integer>> asked, CompletableFuture<DeletedOffsets> reply) {
    ClassicGroup group = groups.find(groupId);
    ConsumerGroup consumer = groups.consumer(groupId);
    if (group == null && consumer == null) {
      return refuse(reply, Errors.GROUP_ID_NOT_FOUND);
    }
    if (group != null && !group.is(GroupPhase.EMPTY) && !group.isConsumerGroup()) {
      return refuse(reply, Errors.NON_EMPTY_GROUP);
    }
    List<GroupRecord> records = new ArrayList<>();
    Map<String, Map<Integer, Errors>> answers = new LinkedHashMap<>();
    asked.forEach(
        (topic, partitions) -> {
          boolean subscribed =
              (group != null && group.isSubscribedTo(topic))
                  || (consumer != null && consumer.isSubscribedTo(topic));
          Errors answer = subscribed ? Errors.GROUP_SUBSCRIBED_TO_TOPIC : Errors.NONE;
          for (int partition : partitions) {
            answers.computeIfAbsent(topic, t -> new LinkedHashMap<>()).put(partition, answer);
            OffsetKey key = new OffsetKey(groupId, topic, partition);
            if (answer == Errors.NONE && (offsets.find(key) != null || offsets.isPending(key))) {
              records.add(new OffsetTombstone(key));
            }
          }
        });
    return Decision.reply(
        records,
        reply,
        new DeletedOffsets(Errors.NONE, answers),
        error -> new DeletedOffsets(error, Map.of()));
  }

  /** Forgets every group's offsets in topics that are no more. */
  List<GroupRecord> topics(Set<String> deleted) {
    List<GroupRecord> records = new ArrayList<>();
    for (String group : groups.ids()) {
      for (OffsetKey key : offsets.keysOf(group)) {
        if (deleted.contains(key.topic())) {
          records.add(new OffsetTombstone(key));
        }
      }
    }
    return records;
  }

  private static Decision<GroupRecord> refuse(
      CompletableFuture<DeletedOffsets> reply, Errors error) {
    reply.complete(new DeletedOffsets(error, Map.of()));
    return Decision.none();
  }

  private static Map<String, Errors> all(Map<String, Errors> answers, Errors error) {
    Map<String, Errors> refused = new LinkedHashMap<>(answers);
    refused.replaceAll((group, answer) -> answer == Errors.NONE ? error : answer);
    return refused;
  }
}

package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.group.ShareGroupRecord.StateTopic;
import io.jackdaw.kafka.group.consumer.TopicCatalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/** Keeps, for each share group, the partitions whose state the share coordinator has. */
final class ShareStateTopics {
  private final GroupTable groups;
  private final TopicCatalog topics;

  ShareStateTopics(GroupTable groups, TopicCatalog topics) {
    this.groups = groups;
    this.topics = topics;
  }

  ShareGroupView view(String groupId) {
    ShareGroup group = groups.share(groupId);
    if (group == null) {
      return ShareGroupView.refused(
          Errors.GROUP_ID_NOT_FOUND,
          groups.exists(groupId)
              ? "Group %s is not a share group.".formatted(groupId)
              : "Group %s not found.".formatted(groupId));
    }
    Map<Uuid, ShareGroupView.Topic> initialized = new HashMap<>();
    group
        .initialized()
        .forEach(
            (id, state) ->
                initialized.put(id, new ShareGroupView.Topic(state.name(), state.partitions())));
    return new ShareGroupView(Errors.NONE, "", group.isEmpty(), group.epoch(), initialized);
  }

  /** Remembers that the state of these partitions has begun; the group may be about to begin. */
  Decision<GroupRecord> begun(
      String groupId, Map<Uuid, Set<Integer>> partitions, CompletableFuture<Errors> reply) {
    ShareGroup group = groups.share(groupId);
    if (group == null && groups.exists(groupId)) {
      reply.complete(Errors.GROUP_ID_NOT_FOUND);
      return Decision.none();
    }
    Map<Uuid, StateTopic> initialized =
        new HashMap<>(group == null ? Map.of() : group.initialized());
    partitions.forEach(
        (id, indexes) -> {
          TopicCatalog.Facts facts = topics.find(id);
          if (facts != null) {
            TreeSet<Integer> all = new TreeSet<>(indexes);
            StateTopic known = initialized.get(id);
            if (known != null) {
              all.addAll(known.partitions());
            }
            initialized.put(id, new StateTopic(facts.name(), all));
          }
        });
    return written(groupId, initialized, reply);
  }

  /** Forgets that the state of these topics exists. */
  Decision<GroupRecord> ended(
      String groupId, Collection<Uuid> ids, CompletableFuture<Errors> reply) {
    ShareGroup group = groups.share(groupId);
    if (group == null) {
      reply.complete(Errors.GROUP_ID_NOT_FOUND);
      return Decision.none();
    }
    Map<Uuid, StateTopic> initialized = new HashMap<>(group.initialized());
    initialized.keySet().removeAll(ids);
    return written(groupId, initialized, reply);
  }

  private static Decision<GroupRecord> written(
      String groupId, Map<Uuid, StateTopic> initialized, CompletableFuture<Errors> reply) {
    return Decision.reply(
        List.of(new ShareGroupRecord.StatePartitions(groupId, initialized)),
        reply,
        Errors.NONE,
        Function.identity());
  }

  /** Forgets topics that are no more. */
  List<GroupRecord> withoutDeleted() {
    List<GroupRecord> records = new ArrayList<>();
    for (ShareGroup group : groups.allShare()) {
      Map<Uuid, StateTopic> left = new HashMap<>(group.initialized());
      if (left.keySet().removeIf(id -> topics.find(id) == null)) {
        records.add(new ShareGroupRecord.StatePartitions(group.id(), left));
      }
    }
    return records;
  }
}

package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.CommitRequest;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that a commit names, with the places for their answers: what does not exist is
 * refused at once, the rest waits for the coordinator. For one request.
 */
final class CommitSlots {
  private final RequestContext context;
  private final ClusterImage image;
  private final boolean byId;
  private final List<CommitRequest.Entry> entries = new ArrayList<>();
  private final List<Slot> open = new ArrayList<>();

  /** Takes an error code, 0 for none. */
  interface Slot {
    void answer(short errorCode);
  }

  /**
   * @param byId whether the request calls topics by their ids
   */
  CommitSlots(RequestContext context, ClusterImage image, boolean byId) {
    this.context = context;
    this.image = image;
    this.byId = byId;
  }

  /** Null if there is no such topic. */
  @Nullable TopicImage topic(Uuid id, String name) {
    return byId ? image.topic(id) : image.topic(name);
  }

  void add(
      @Nullable TopicImage topic,
      String name,
      int partition,
      long offset,
      int leaderEpoch,
      @Nullable String metadata,
      Slot slot) {
    String known = topic == null ? name : topic.name();
    if (!(byId && topic == null) && !context.mayTopic(AclOperation.READ, known)) {
      slot.answer(Errors.TOPIC_AUTHORIZATION_FAILED.code());
      return;
    }
    if (topic == null || topic.deleting() || !topic.partitions().containsKey(partition)) {
      boolean unknownId = byId && topic == null;
      slot.answer((unknownId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION).code());
      return;
    }
    open.add(slot);
    entries.add(new CommitRequest.Entry(topic.name(), partition, offset, leaderEpoch, metadata));
  }

  /** What the coordinator is to commit; may be empty. */
  List<CommitRequest.Entry> entries() {
    return entries;
  }

  /**
   * @param errors one for each of {@link #entries}
   */
  void answer(List<Errors> errors) {
    for (int i = 0; i < open.size(); i++) {
      open.get(i).answer(errors.get(i).code());
    }
  }
}

package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.Assignment;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A member of a share group. Not to be changed.
 *
 * @param epoch it is to send
 * @param previousEpoch accepted too, as the answer that told of the new one may be lost
 * @param assigned partitions it reads, as others may too
 */
record ShareMember(
    String id, Metadata metadata, int epoch, int previousEpoch, Assignment assigned) {
  /** What a member says of itself. */
  record Metadata(
      @Nullable String rackId, String clientId, String clientHost, SortedSet<String> topics) {
    static final Metadata UNTOLD = new Metadata(null, "", "", new TreeSet<>());
  }

  static ShareMember fresh(String id) {
    return new ShareMember(id, Metadata.UNTOLD, 0, 0, Assignment.NONE);
  }

  ShareMember with(Metadata told) {
    return new ShareMember(id, told, epoch, previousEpoch, assigned);
  }

  ShareMember at(int newEpoch, int newPrevious, Assignment now) {
    return new ShareMember(id, metadata, newEpoch, newPrevious, now);
  }
}

package io.jackdaw.kafka.api;

import io.jackdaw.kafka.acl.Access;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.partition.FetchTarget;
import io.jackdaw.kafka.partition.PartitionRead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What of a fetch the client may read, and what is said about the rest.
 *
 * @param all in the order asked for
 * @param targets those that may be read
 */
record ReadableTargets(
    List<FetchTarget> all, List<FetchTarget> targets, Map<FetchTarget, PartitionRead> refused) {
  static ReadableTargets of(RequestContext context, List<FetchTarget> all, ClusterView cluster) {
    if (context.access() == Access.FULL) {
      return new ReadableTargets(all, all, Map.of());
    }
    List<FetchTarget> targets = new ArrayList<>(all.size());
    Map<FetchTarget, PartitionRead> refused = new HashMap<>();
    for (FetchTarget target : all) {
      String topic = topic(target, cluster);
      if (topic == null || context.mayTopic(AclOperation.READ, topic)) {
        targets.add(target);
      } else {
        refused.put(target, PartitionRead.failed(target, topic, Errors.TOPIC_AUTHORIZATION_FAILED));
      }
    }
    return new ReadableTargets(all, targets, refused);
  }

  private static @Nullable String topic(FetchTarget target, ClusterView cluster) {
    return target.topicId().equals(Uuid.ZERO_UUID)
        ? target.topic()
        : cluster.image().topicNames().get(target.topicId());
  }

  /**
   * @param reads one for each of the targets, in their order
   */
  List<PartitionRead> withRefused(List<PartitionRead> reads) {
    if (refused.isEmpty()) {
      return reads;
    }
    List<PartitionRead> merged = new ArrayList<>(all.size());
    int next = 0;
    for (FetchTarget target : all) {
      PartitionRead refusal = refused.get(target);
      merged.add(refusal == null ? reads.get(next++) : refusal);
    }
    return merged;
  }
}

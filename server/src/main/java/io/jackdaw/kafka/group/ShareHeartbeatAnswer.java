package io.jackdaw.kafka.group;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.jspecify.annotations.Nullable;

/**
 * How a heartbeat of a share group was taken.
 *
 * @param response null if partitions are to be initialized first
 * @param wanted those partitions, by topic
 */
record ShareHeartbeatAnswer(
    @Nullable ShareGroupHeartbeatResponseData response, Map<Uuid, Set<Integer>> wanted) {
  static ShareHeartbeatAnswer of(ShareGroupHeartbeatResponseData response) {
    return new ShareHeartbeatAnswer(response, Map.of());
  }

  static ShareHeartbeatAnswer wants(Map<Uuid, Set<Integer>> partitions) {
    return new ShareHeartbeatAnswer(null, partitions);
  }
}

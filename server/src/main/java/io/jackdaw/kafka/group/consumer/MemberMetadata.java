package io.jackdaw.kafka.group.consumer;

import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What a member says of itself.
 *
 * @param instanceId name of a static member
 * @param topics it subscribes to by name
 * @param regex it subscribes by; empty for none
 * @param rebalanceTimeoutMs how long it may take to give up partitions
 * @param assignor it prefers; null leaves it to the broker
 * @param classic what only a member that speaks the classic protocol has; null for others
 */
public record MemberMetadata(
    @Nullable String instanceId,
    @Nullable String rackId,
    String clientId,
    String clientHost,
    SortedSet<String> topics,
    String regex,
    int rebalanceTimeoutMs,
    @Nullable String assignor,
    @Nullable Classic classic) {

  /**
   * A member that joined with JoinGroup.
   *
   * @param protocols in its order of preference, never empty
   */
  public record Classic(int sessionTimeoutMs, List<SupportedProtocol> protocols) {
    public SupportedProtocol favourite() {
      return protocols.getFirst();
    }
  }

  public boolean hasRegex() {
    return !regex.isEmpty();
  }
}

package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.SupportedProtocol;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A member's wish to be in a group's next generation.
 *
 * @param memberId empty for one that has none yet
 * @param instanceId name of a static member
 * @param protocols in order of preference
 * @param reason why, in the client's words; may be empty
 * @param wantsIdFirst whether this client can be sent away once to come back with the id it is
 *     given (JoinGroup v4+, KIP-394)
 * @param canSkipAssignment whether a leader can be told to leave the assignment as it is (JoinGroup
 *     v9+, KIP-814)
 * @param visible topics that expressions of other members may find when this one joins
 */
public record JoinRequest(
    String group,
    String memberId,
    @Nullable String instanceId,
    String clientId,
    String clientHost,
    int sessionTimeoutMs,
    int rebalanceTimeoutMs,
    String protocolType,
    List<SupportedProtocol> protocols,
    String reason,
    boolean wantsIdFirst,
    boolean canSkipAssignment,
    Predicate<String> visible) {}

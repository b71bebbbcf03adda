package io.jackdaw.kafka.group;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A member's request for its assignment.
 *
 * @param protocolType as the member has it; null if its client does not say
 * @param protocol as the member has it; null if its client does not say
 * @param assignments by member id, from the leader; empty from others
 */
public record SyncRequest(
    String group,
    int generation,
    String memberId,
    @Nullable String instanceId,
    @Nullable String protocolType,
    @Nullable String protocol,
    Map<String, byte[]> assignments) {}

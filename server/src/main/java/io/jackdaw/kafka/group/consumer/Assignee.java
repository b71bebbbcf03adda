package io.jackdaw.kafka.group.consumer;

import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A member, as an assignor sees it.
 *
 * @param topics it subscribes to and that exist
 * @param before its target so far
 */
public record Assignee(
    String id,
    @Nullable String instanceId,
    @Nullable String rackId,
    Set<Uuid> topics,
    Assignment before) {}

/**
 * The share coordinator (KIP-932): the deliveries of share groups, as far as they must outlive the
 * leader of a partition, in {@code __share_group_state}.
 *
 * <p>A {@link io.jackdaw.kafka.coordinator.ShardState} of the coordinator runtime: owned by the
 * coordinators' loop.
 */
@NullMarked
package io.jackdaw.kafka.share.state;

import org.jspecify.annotations.NullMarked;

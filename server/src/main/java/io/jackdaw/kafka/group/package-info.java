/**
 * The group coordinator: classic groups, consumer groups and committed offsets, kept in {@code
 * __consumer_offsets}. A classic group agrees among its members who reads what; in a consumer group
 * the broker decides it.
 *
 * <p>A {@link io.jackdaw.kafka.group.GroupShard} owns the groups of one partition and runs on that
 * shard's loop only; {@link io.jackdaw.kafka.group.GroupCoordinator} is what handlers call, from
 * any thread. Nothing here reads a clock: {@code now} and randomness are arguments.
 */
@NullMarked
package io.jackdaw.kafka.group;

import org.jspecify.annotations.NullMarked;

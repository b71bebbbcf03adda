/**
 * What every coordinator is built on: a single-writer state machine for each partition of an
 * internal topic, {@code (state, request, now) -> (records, reply)}, loaded by replay. The reply
 * leaves when the records are committed.
 *
 * <p>Each shard is owned by one {@link io.jackdaw.time.EventLoop}; while it loads, by the loading
 * thread. Groups, transactions and the states of share groups are in this frame.
 */
@NullMarked
package io.jackdaw.kafka.coordinator;

import org.jspecify.annotations.NullMarked;

/**
 * The arithmetic of consumer groups whose partitions the broker assigns (KIP-848): what a member
 * is, who is to have which partitions, and the steps from what it has to what it is to have.
 *
 * <p>All of it is immutable values and pure functions; {@link io.jackdaw.kafka.group} owns the
 * state and the order of things.
 */
@NullMarked
package io.jackdaw.kafka.group.consumer;

import org.jspecify.annotations.NullMarked;

/**
 * Share groups on the leader of a partition (KIP-932): which records of it are delivered to whom,
 * and what became of them.
 *
 * <p>All of it is owned by one {@link io.jackdaw.time.EventLoop}, whose thread begins with the
 * first request. What must outlive the process is written through {@code share.state}.
 */
@NullMarked
package io.jackdaw.kafka.share;

import org.jspecify.annotations.NullMarked;

/**
 * The port of the replicated log: proposals go in, and come out in one order, durable, on every
 * replica. {@code consensus.local} is one machine's journal; an ensemble is a second implementation
 * of the same port.
 */
@NullMarked
package io.jackdaw.consensus;

import org.jspecify.annotations.NullMarked;

/**
 * What a server of an ensemble does beyond serving its own clients: serves only while it knows a
 * leader, tells that leader which sessions it has heard from, and, when it leads itself, decides
 * which sessions have expired. All of it is soft state, lost with the process; what is replicated
 * lives in {@code tree} and {@code session}.
 *
 * <p>{@link io.jackdaw.zookeeper.ensemble.Member} runs on the ensemble's loop; others ask from any
 * thread.
 */
@NullMarked
package io.jackdaw.zookeeper.ensemble;

import org.jspecify.annotations.NullMarked;

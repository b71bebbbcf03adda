/**
 * The replicated log of several servers: Raft, its log on the disk, and its snapshots.
 *
 * <pre>
 *   propose ─ Outbox ─ CommandBatch ─ own Raft, or the leader's ─ log of a majority
 *                │                                                     │
 *             Proposal ◄────── LoggedBatches.apply, on every server ◄──┘
 *
 *   EnsembleLog   the port, and the wiring of what follows
 *   Replica       one server: what drives Raft, applies, takes snapshots
 *   Raft          votes, follows; Leadership: replicates, commits; Progress: how far another is
 *   EntryLog      segments on the disk · Ballot  term and vote · Snapshots  files, also on their way
 * </pre>
 *
 * <p>One entry of the log carries all that waited on one server. A batch may be sent twice, arrive
 * late or out of order: it carries the number of its server and a sequence number, and is applied
 * once and in order, or not at all.
 *
 * <p>{@code Replica} and all below it take time, chance, disk and network from outside and run on
 * one loop: a test runs an ensemble of them from a seed. Everything a state machine sees happens on
 * that loop.
 */
@NullMarked
package io.jackdaw.consensus.raft;

import org.jspecify.annotations.NullMarked;

/**
 * The replicated log of several servers, on Apache Ratis. The only importer of Ratis.
 *
 * <pre>
 *   propose ─ Outbox ─ CommandBatch ─ own RaftServer, or the leader's ─ log of a majority
 *                │                                                          │
 *             Proposal ◄──────── LoggedBatches.apply, on every server ◄─────┘
 * </pre>
 *
 * <p>One entry of the log carries all that waited on one server. A batch may be sent twice, arrive
 * late or out of order: it carries the number of its server and a sequence number, and is applied
 * once and in order, or not at all. Everything a state machine sees happens on Ratis' updater
 * thread of the group.
 */
@NullMarked
package io.jackdaw.consensus.ratis;

import org.jspecify.annotations.NullMarked;

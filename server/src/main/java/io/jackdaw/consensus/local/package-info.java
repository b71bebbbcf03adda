/**
 * {@link io.jackdaw.consensus.ReplicatedLog} for one machine: a journal of commands, synced in
 * groups, and snapshots that shorten it.
 *
 * <p>Thread "jackdaw-journal" owns the journal files, the order of commands and the state machine
 * ({@link io.jackdaw.consensus.local.CommitLoop}); thread "jackdaw-snapshot" writes snapshots and
 * purges what they make needless. Byte tables: {@code docs/formats/journal.md} and {@code
 * docs/formats/snapshot.md}.
 */
@NullMarked
package io.jackdaw.consensus.local;

import org.jspecify.annotations.NullMarked;

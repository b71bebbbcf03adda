/**
 * The transaction coordinator: who may write under a transactional id, what its transaction has
 * touched, and how it ends. One {@link io.jackdaw.kafka.transaction.Transaction} for each id, in
 * {@code __transaction_state}.
 *
 * <p>State belongs to a {@link io.jackdaw.kafka.transaction.TransactionShard}, run by {@link
 * io.jackdaw.kafka.coordinator} on one event loop. Markers leave through {@link
 * io.jackdaw.kafka.transaction.MarkerTarget}, once the decision to commit or abort is committed
 * itself; a marker may be written twice, which does no harm.
 */
@NullMarked
package io.jackdaw.kafka.transaction;

import org.jspecify.annotations.NullMarked;

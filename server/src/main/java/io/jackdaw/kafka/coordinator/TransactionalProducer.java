package io.jackdaw.kafka.coordinator;

import io.jackdaw.log.VerificationGuard;
import org.jspecify.annotations.Nullable;

/**
 * Whose transaction a coordinator's records are written in.
 *
 * @param guard from {@link CoordinatorLog#verify}; null if that said there is nothing to ask
 */
public record TransactionalProducer(long id, short epoch, @Nullable VerificationGuard guard) {}

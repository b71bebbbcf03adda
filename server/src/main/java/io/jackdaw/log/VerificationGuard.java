package io.jackdaw.log;

/**
 * Proof that the coordinator was asked about a producer's transaction after it last ended in this
 * log: told apart by identity, and worthless once a marker or a record of that producer has been
 * appended. Source: KIP-890.
 */
public final class VerificationGuard {
  /** Proof of nothing: a newer epoch of the producer has been here, and this one is refused. */
  public static final VerificationGuard FENCED = new VerificationGuard();

  VerificationGuard() {}
}

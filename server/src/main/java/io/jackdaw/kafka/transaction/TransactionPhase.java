package io.jackdaw.kafka.transaction;

import org.jspecify.annotations.Nullable;

/**
 * Where a transactional id stands; ids and names are those of Kafka's records and APIs.
 *
 * <pre>
 *            ┌──────────────── init ─────────────────┬──────────────────────────┐
 *            ▼                                       │                          │
 *   init   EMPTY ──partitions──▶ ONGOING ──commit──▶ PREPARE_COMMIT ──markers──▶ COMPLETE_COMMIT
 *  ──────▶   │                    ▲ │ │                                         │
 *            │                    │ │ └──abort, time-out, fence──▶ PREPARE_ABORT ──markers──▶ COMPLETE_ABORT
 *            │                    └─┼── partitions ── from COMPLETE_… too ──────┘                   │
 *            └── abort without partitions (transaction version 2), from COMPLETE_… too ─▶ PREPARE_ABORT
 *
 *   EMPTY, COMPLETE_COMMIT, COMPLETE_ABORT ──idle for transactional.id.expiration.ms──▶ forgotten
 * </pre>
 *
 * <p>DEAD and PREPARE_EPOCH_FENCE are never stored and never entered here: a fenced transaction
 * goes to PREPARE_ABORT in one step. They have names because clients may filter by them.
 */
public enum TransactionPhase {
  EMPTY("Empty"),
  ONGOING("Ongoing"),
  PREPARE_COMMIT("PrepareCommit"),
  PREPARE_ABORT("PrepareAbort"),
  COMPLETE_COMMIT("CompleteCommit"),
  COMPLETE_ABORT("CompleteAbort"),
  DEAD("Dead"),
  PREPARE_EPOCH_FENCE("PrepareEpochFence");

  private static final TransactionPhase[] BY_ID = values();

  private final String publicName;

  TransactionPhase(String publicName) {
    this.publicName = publicName;
  }

  byte id() {
    return (byte) ordinal();
  }

  /** As in DescribeTransactions and ListTransactions. */
  public String publicName() {
    return publicName;
  }

  /** Whether the decision is taken and markers are on their way. */
  boolean isEnding() {
    return this == PREPARE_COMMIT || this == PREPARE_ABORT;
  }

  /** Whether nothing is open and nothing on its way. */
  boolean isIdle() {
    return this == EMPTY || this == COMPLETE_COMMIT || this == COMPLETE_ABORT;
  }

  static TransactionPhase ofId(byte id) {
    if (id < 0 || id >= BY_ID.length) {
      throw new IllegalArgumentException("unknown transaction status " + id);
    }
    return BY_ID[id];
  }

  public static @Nullable TransactionPhase ofName(String name) {
    for (TransactionPhase phase : BY_ID) {
      if (phase.publicName.equals(name)) {
        return phase;
      }
    }
    return null;
  }
}

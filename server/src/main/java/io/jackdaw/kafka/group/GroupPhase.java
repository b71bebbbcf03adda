package io.jackdaw.kafka.group;

/**
 * Where a classic group stands; Kafka calls this the group's state.
 *
 * <pre>
 *              first member joins                    all joined, or time is up
 *   Empty ────────────────────────▶ PreparingRebalance ─────────────────────▶ CompletingRebalance
 *     ▲                               │  ▲        ▲                             │       │
 *     └──────── all have left ────────┘  │        └── member changed or gone ───┘       │ leader's
 *                                        │                                              │ assignment
 *                                        └────── member joins, changes or goes ─ Stable ◀ is committed
 *   Dead: evicted or deleted, from anywhere
 * </pre>
 */
enum GroupPhase {
  EMPTY("Empty"),
  PREPARING_REBALANCE("PreparingRebalance"),
  COMPLETING_REBALANCE("CompletingRebalance"),
  STABLE("Stable"),
  DEAD("Dead");

  private final String kafkaName;

  GroupPhase(String kafkaName) {
    this.kafkaName = kafkaName;
  }

  /** The name that ListGroups and DescribeGroups show. */
  String kafkaName() {
    return kafkaName;
  }

  /** Whether a group in this phase can be sent into a rebalance. */
  boolean canRebalance() {
    return this == STABLE || this == COMPLETING_REBALANCE || this == EMPTY;
  }

  boolean mayFollow(GroupPhase before) {
    return switch (this) {
      case EMPTY, COMPLETING_REBALANCE -> before == PREPARING_REBALANCE;
      case PREPARING_REBALANCE -> before.canRebalance();
      case STABLE -> before == COMPLETING_REBALANCE;
      case DEAD -> true;
    };
  }
}

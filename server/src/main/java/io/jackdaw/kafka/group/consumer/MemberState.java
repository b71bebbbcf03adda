package io.jackdaw.kafka.group.consumer;

/**
 * How far a member is on its way to its target assignment.
 *
 * <pre>
 *                 new target, nothing to give up
 *              ┌──────────────────────────────────┐
 *              │                                  ▼
 *   STABLE ────┤    new target, must give up   UNRELEASED_PARTITIONS ──▶ STABLE
 *     ▲        └──▶ UNREVOKED_PARTITIONS ──────▶  │        when all others have given up
 *     └──────────────────┴────────────────────────┘        what it is to have
 *          all that is to come is free
 * </pre>
 */
public enum MemberState {
  /** Has all that its epoch's target gives it. */
  STABLE(0),
  /** Is yet to say that it gave up partitions; stays at its epoch until then. */
  UNREVOKED_PARTITIONS(1),
  /** Waits for partitions that others hold. */
  UNRELEASED_PARTITIONS(2),
  /** Written by a newer coordinator; the member has to begin anew. */
  UNKNOWN(127);

  private final byte id;

  MemberState(int id) {
    this.id = (byte) id;
  }

  /** As it is stored. */
  public byte id() {
    return id;
  }

  public static MemberState of(byte id) {
    for (MemberState state : values()) {
      if (state.id == id) {
        return state;
      }
    }
    return UNKNOWN;
  }
}

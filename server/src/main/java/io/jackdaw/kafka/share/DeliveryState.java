package io.jackdaw.kafka.share;

import io.jackdaw.kafka.share.state.StateBatch;

/**
 * Where a record stands in a share group.
 *
 * <pre>
 *                  ┌──────── released, lock over, session over ────────┐
 *                  ▼                                                   │
 *   ──▶ AVAILABLE ── fetched ──▶ ACQUIRED ── accepted ──▶ ACKNOWLEDGED │
 *                                   │  └────────────────────────────────┘
 *                                   └── rejected, or tried too often ──▶ ARCHIVED
 * </pre>
 */
enum DeliveryState {
  AVAILABLE(StateBatch.AVAILABLE),
  /** Never stored: whoever leads next delivers it again. */
  ACQUIRED((byte) 1),
  ACKNOWLEDGED(StateBatch.ACKNOWLEDGED),
  ARCHIVED(StateBatch.ARCHIVED);

  private final byte id;

  DeliveryState(byte id) {
    this.id = id;
  }

  byte id() {
    return id;
  }

  boolean isFinal() {
    return this == ACKNOWLEDGED || this == ARCHIVED;
  }

  /** Unknown numbers are of a future in which records may be more than that: delivered again. */
  static DeliveryState of(byte id) {
    return switch (id) {
      case StateBatch.ACKNOWLEDGED -> ACKNOWLEDGED;
      case StateBatch.ARCHIVED -> ARCHIVED;
      default -> AVAILABLE;
    };
  }
}

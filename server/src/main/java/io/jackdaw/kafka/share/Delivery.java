package io.jackdaw.kafka.share;

/**
 * What is known of a record in a share group.
 *
 * @param count how often it was delivered, this time included
 * @param member who has it while it is acquired; empty otherwise
 * @param lockedUntilMs on the monotonic clock, while it is acquired
 */
record Delivery(DeliveryState state, int count, String member, long lockedUntilMs) {
  static final Delivery UNTOUCHED = free(DeliveryState.AVAILABLE, 0);

  static Delivery free(DeliveryState state, int count) {
    return new Delivery(state, count, "", 0);
  }

  boolean isHeldBy(String who) {
    return state == DeliveryState.ACQUIRED && member.equals(who);
  }

  Delivery acquired(String by, long untilMs) {
    return new Delivery(DeliveryState.ACQUIRED, count + 1, by, untilMs);
  }

  Delivery renewed(long untilMs) {
    return new Delivery(state, count, member, untilMs);
  }

  /** Given back after a delivery that counts; not again if that was the last try. */
  Delivery released(int limit) {
    return free(count >= limit ? DeliveryState.ARCHIVED : DeliveryState.AVAILABLE, count);
  }

  /** Given back by one who may never have seen it: that delivery does not count. */
  Delivery returned() {
    return free(DeliveryState.AVAILABLE, Math.max(0, count - 1));
  }
}

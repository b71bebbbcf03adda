package io.jackdaw.kafka.share;

import java.util.List;

/**
 * What a member says of records that it acquired.
 *
 * @param lastOffset inclusive
 * @param types one for all, or one for each offset: 0 there is no such record, 1 accept, 2 release,
 *     3 reject, 4 renew the lock
 */
public record Acknowledgement(long firstOffset, long lastOffset, List<Byte> types) {
  public static final byte GAP = 0;
  public static final byte ACCEPT = 1;
  public static final byte RELEASE = 2;
  public static final byte REJECT = 3;
  public static final byte RENEW = 4;

  byte type(long offset) {
    return types.size() == 1 ? types.getFirst() : types.get((int) (offset - firstOffset));
  }

  /** Empty if a list of these makes sense; otherwise what is wrong. */
  public static String flaw(List<Acknowledgement> list, boolean mayRenew) {
    long previous = -1;
    for (Acknowledgement one : list) {
      long size = one.lastOffset() - one.firstOffset() + 1;
      if (one.firstOffset() < 0 || size <= 0 || one.lastOffset() == Long.MAX_VALUE) {
        return "First offset is greater than last offset in acknowledgement batch.";
      }
      if (one.firstOffset() <= previous) {
        return "Acknowledgement batches overlap or are out of order.";
      }
      if (one.types().isEmpty()) {
        return "Acknowledge types list is empty.";
      }
      if (one.types().size() > 1 && one.types().size() != size) {
        return "Acknowledge types list is neither of size 1 nor of the size of the batch.";
      }
      for (byte type : one.types()) {
        if (type < GAP || type > (mayRenew ? RENEW : REJECT)) {
          return "Invalid acknowledge type found: " + type;
        }
      }
      previous = one.lastOffset();
    }
    return "";
  }
}

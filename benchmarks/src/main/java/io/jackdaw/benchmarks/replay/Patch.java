package io.jackdaw.benchmarks.replay;

/** Writes numbers into encoded bytes, in place. */
public final class Patch {
  private Patch() {}

  public static void int32(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 24);
    bytes[at + 1] = (byte) (value >>> 16);
    bytes[at + 2] = (byte) (value >>> 8);
    bytes[at + 3] = (byte) value;
  }

  /** {@code value} as eight decimal digits. */
  public static void digits(byte[] bytes, int at, int value) {
    int rest = value;
    for (int i = 7; i >= 0; i--) {
      bytes[at + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}

package io.jackdaw.zookeeper.op;

/** The compare of compare-and-set. */
final class Versions {
  private static final int ANY = -1;

  private Versions() {}

  static boolean match(int expected, int actual) {
    return expected == ANY || expected == actual;
  }
}

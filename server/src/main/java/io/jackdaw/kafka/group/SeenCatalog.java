package io.jackdaw.kafka.group;

/**
 * Which version of the topics' catalogue a group's epoch takes into account. Soft: in no record,
 * and unknown after loading.
 */
final class SeenCatalog {
  private static final long UNKNOWN = -1;

  private long version = UNKNOWN;

  boolean isAt(long current) {
    return version == current;
  }

  void advance(long current) {
    version = current;
  }

  /** Has the catalogue be looked at again. */
  void forget() {
    version = UNKNOWN;
  }
}

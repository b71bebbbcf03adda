package io.jackdaw.zookeeper.op;

/**
 * Settings of the proposer that decide outcomes; they travel in the command, so that a replica with
 * other settings computes the same.
 */
public record Rules(boolean skipAcl, boolean extendedTypes, boolean enforceQuota) {
  private static final int SKIP_ACL = 1;
  private static final int EXTENDED_TYPES = 2;
  private static final int ENFORCE_QUOTA = 4;

  int bits() {
    return (skipAcl ? SKIP_ACL : 0)
        | (extendedTypes ? EXTENDED_TYPES : 0)
        | (enforceQuota ? ENFORCE_QUOTA : 0);
  }

  static Rules of(int bits) {
    return new Rules(
        (bits & SKIP_ACL) != 0, (bits & EXTENDED_TYPES) != 0, (bits & ENFORCE_QUOTA) != 0);
  }
}

package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.acl.Schemes;

/**
 * Settings of the proposer that decide outcomes; they travel in the command, so that a replica with
 * other settings computes the same.
 */
public record Rules(boolean skipAcl, boolean extendedTypes, boolean enforceQuota, Schemes schemes) {
  private static final int SKIP_ACL = 1;
  private static final int EXTENDED_TYPES = 2;
  private static final int ENFORCE_QUOTA = 4;
  private static final int SASL = 8;
  private static final int X509 = 16;
  private static final int NO_DIGEST = 32;

  int bits() {
    return (skipAcl ? SKIP_ACL : 0)
        | (extendedTypes ? EXTENDED_TYPES : 0)
        | (enforceQuota ? ENFORCE_QUOTA : 0)
        | (schemes.sasl() ? SASL : 0)
        | (schemes.x509() ? X509 : 0)
        | (schemes.digest() ? 0 : NO_DIGEST);
  }

  static Rules of(int bits) {
    return new Rules(
        (bits & SKIP_ACL) != 0,
        (bits & EXTENDED_TYPES) != 0,
        (bits & ENFORCE_QUOTA) != 0,
        new Schemes((bits & NO_DIGEST) == 0, (bits & SASL) != 0, (bits & X509) != 0));
  }
}

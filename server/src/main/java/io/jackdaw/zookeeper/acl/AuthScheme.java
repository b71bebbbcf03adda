package io.jackdaw.zookeeper.acl;

import org.jspecify.annotations.Nullable;

/** A way to say who somebody is, usable in access control lists. Stateless. */
public interface AuthScheme {
  /** Whether {@code expression} may stand in an access control list. */
  boolean isValid(String expression);

  /** Whether somebody known as {@code id} is meant by {@code expression}. */
  boolean matches(String id, String expression);

  /** Whether an id of this scheme was proven, so that {@code auth:} stands for it. */
  boolean isProven();

  /** The part of {@code id} to show to people. */
  String userName(String id);

  /** The scheme of this name, or null if there is none. */
  static @Nullable AuthScheme named(String name) {
    return switch (name) {
      case "digest" -> DigestScheme.INSTANCE;
      case "ip" -> IpScheme.INSTANCE;
      case "sasl" -> SaslScheme.INSTANCE;
      case "x509" -> X509Scheme.INSTANCE;
      default -> null;
    };
  }
}

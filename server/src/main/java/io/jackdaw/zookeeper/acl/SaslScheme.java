package io.jackdaw.zookeeper.acl;

import io.jackdaw.security.PrincipalName;

/** {@code sasl:name}: who logged in by SASL, a plain name or one of Kerberos. */
public enum SaslScheme implements AuthScheme {
  INSTANCE;

  @Override
  public boolean isValid(String expression) {
    return PrincipalName.isValid(expression);
  }

  @Override
  public boolean matches(String id, String expression) {
    return id.equals(expression);
  }

  @Override
  public boolean isProven() {
    return true;
  }

  @Override
  public String userName(String id) {
    return id;
  }
}

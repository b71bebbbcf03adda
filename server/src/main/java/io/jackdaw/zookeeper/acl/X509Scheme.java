package io.jackdaw.zookeeper.acl;

import javax.security.auth.x500.X500Principal;

/** {@code x509:subject}: who showed a certificate of that name, such as {@code CN=alice,O=x}. */
public enum X509Scheme implements AuthScheme {
  INSTANCE;

  @Override
  public boolean isValid(String expression) {
    try {
      new X500Principal(expression);
      return true;
    } catch (IllegalArgumentException noName) {
      return false;
    }
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

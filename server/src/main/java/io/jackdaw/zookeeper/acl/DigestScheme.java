package io.jackdaw.zookeeper.acl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** {@code digest:user:base64(hash(user:password))}. */
public enum DigestScheme implements AuthScheme {
  INSTANCE;

  /**
   * The id of whoever knows {@code userAndPassword}.
   *
   * @param algorithm of {@link MessageDigest}
   * @throws IllegalArgumentException if this JVM has no such algorithm
   */
  public static String idOf(String userAndPassword, String algorithm) {
    try {
      byte[] hash =
          MessageDigest.getInstance(algorithm)
              .digest(userAndPassword.getBytes(StandardCharsets.UTF_8));
      String user = userAndPassword.split(":", 2)[0];
      return user + ":" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalArgumentException(
          "DigestAuthenticationProvider.digestAlg is unknown to this JVM: " + algorithm, missing);
    }
  }

  @Override
  public boolean isValid(String expression) {
    return expression.split(":").length == 2;
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
    return id.split(":", 2)[0];
  }
}

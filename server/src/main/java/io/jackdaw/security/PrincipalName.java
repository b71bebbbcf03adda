package io.jackdaw.security;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A name as Kerberos writes it, {@code service/host@REALM} or {@code user@REALM}; or a plain one,
 * which is all {@code service}.
 */
public record PrincipalName(String service, @Nullable String host, @Nullable String realm) {
  private static final Pattern FULL = Pattern.compile("([^/@]*)(?:/([^/@]*))?@([^/@]*)");

  /**
   * Takes a name apart.
   *
   * @throws IllegalArgumentException if it holds an {@code @} and is no name of Kerberos
   */
  public static PrincipalName parse(String name) {
    Matcher full = FULL.matcher(name);
    if (full.matches()) {
      return new PrincipalName(full.group(1), full.group(2), full.group(3));
    }
    if (name.contains("@")) {
      throw new IllegalArgumentException("Malformed Kerberos name: " + name);
    }
    return new PrincipalName(name, null, null);
  }

  /** Whether {@link #parse} takes it. */
  public static boolean isValid(String name) {
    return !name.contains("@") || FULL.matcher(name).matches();
  }

  @Override
  public String toString() {
    return service + (host == null ? "" : "/" + host) + (realm == null ? "" : "@" + realm);
  }
}

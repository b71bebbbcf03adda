package io.jackdaw.zookeeper;

import io.jackdaw.security.JaasAuthenticator;
import io.jackdaw.security.SaslAuthenticator;
import org.jspecify.annotations.Nullable;

/**
 * The SASL logins that a server offers; found when the first client asks, unless they were asked
 * for at the start. Any thread.
 */
final class SaslLogins {
  private final SecurityConfig config;
  private @Nullable SaslAuthenticator found;
  private boolean looked;

  SaslLogins(SecurityConfig config) {
    this.config = config;
  }

  /** Null if there is no section for them. */
  synchronized @Nullable SaslAuthenticator authenticator() {
    if (!looked) {
      found = JaasAuthenticator.load(config.jaas()).orElse(null);
      looked = true;
    }
    return found;
  }
}

package io.jackdaw.zookeeper;

import io.jackdaw.security.JaasAuthenticator;
import io.jackdaw.security.SaslAuthenticator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The SASL logins that a server offers; found when the first client asks, unless they were asked
 * for at the start. Any thread.
 */
final class SaslLogins {
  private final SecurityConfig config;
  private @Nullable Optional<? extends SaslAuthenticator> found;

  SaslLogins(SecurityConfig config) {
    this.config = config;
  }

  /** Empty if there is no section for them. */
  synchronized Optional<? extends SaslAuthenticator> authenticator() {
    Optional<? extends SaslAuthenticator> known = found;
    if (known == null) {
      known = JaasAuthenticator.load(config.jaas());
      found = known;
    }
    return known;
  }
}

package io.jackdaw.security;

import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a SASL mechanism of one login asks the server for. */
final class SaslAnswers implements CallbackHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SaslAnswers.class);
  private static final String SUPER = "super";

  private final JaasConfig config;
  private final Map<String, String> passwords;
  private final @Nullable String ownRealm;
  private @Nullable String user;

  /**
   * @param ownRealm of the server in Kerberos; null if it has none
   */
  SaslAnswers(JaasConfig config, Map<String, String> passwords, @Nullable String ownRealm) {
    this.config = config;
    this.ownRealm = ownRealm;
    this.passwords = passwords;
  }

  @Override
  public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
    for (Callback callback : callbacks) {
      switch (callback) {
        case NameCallback name -> name(name);
        case PasswordCallback password -> password(password);
        case RealmCallback realm -> realm.setText(realm.getDefaultText());
        case AuthorizeCallback authorize -> authorize(authorize);
        default -> throw new UnsupportedCallbackException(callback);
      }
    }
  }

  private void name(NameCallback callback) {
    String claimed = callback.getDefaultName();
    if (claimed != null && passwordOf(claimed) != null) {
      callback.setName(claimed);
      user = claimed;
    } else {
      LOG.warn("Unknown user of SASL user={}", claimed);
    }
  }

  private void password(PasswordCallback callback) {
    String password = user == null ? null : passwordOf(user);
    if (password != null) {
      callback.setPassword(password.toCharArray());
    }
  }

  private @Nullable String passwordOf(String name) {
    return name.equals(SUPER) && config.superPassword() != null && passwords.containsKey(SUPER)
        ? config.superPassword()
        : passwords.get(name);
  }

  /**
   * Everybody is who he has proven to be, whatever else he would like to be. A name that no rule is
   * about stays whole, realm and all.
   */
  private void authorize(AuthorizeCallback callback) {
    String proven = callback.getAuthenticationID();
    PrincipalName name = PrincipalName.parse(proven);
    String shortName = PrincipalRule.shortName(name, config.rules(), ownRealm);
    String host = config.removeHost() || name.host() == null ? "" : "/" + name.host();
    String realm = config.removeRealm() || name.realm() == null ? "" : "@" + name.realm();
    callback.setAuthorized(true);
    callback.setAuthorizedID(shortName == null ? proven : shortName + host + realm);
  }
}

package io.jackdaw.security;

import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.URIParameter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;

/**
 * SASL as a section of a JAAS configuration describes it: GSSAPI when the server has a Kerberos
 * principal there, DIGEST-MD5 with the section's {@code user_NAME="password"} options otherwise.
 */
public final class JaasAuthenticator implements SaslAuthenticator {
  private static final String DIGEST_MODULE = "DigestLoginModule";
  private static final String USER = "user_";
  private static final Map<String, String> PROPERTIES =
      Map.of("com.sun.security.sasl.digest.utf8", "true");

  private final JaasConfig config;
  private final Map<String, String> passwords;
  private final Subject server;

  private JaasAuthenticator(JaasConfig config, Map<String, String> passwords, Subject server) {
    this.config = config;
    this.passwords = Map.copyOf(passwords);
    this.server = server;
  }

  /**
   * Reads the configuration and logs the server itself in, which may ask a Kerberos server.
   *
   * @return empty if there is no such section
   * @throws IllegalArgumentException if there is one that cannot be used, with the reason
   */
  public static Optional<JaasAuthenticator> load(JaasConfig config) {
    try {
      Configuration jaas = configuration(config);
      AppConfigurationEntry[] entries = jaas.getAppConfigurationEntry(config.section());
      if (entries == null) {
        return Optional.empty();
      }
      return Optional.of(
          new JaasAuthenticator(config, passwords(entries), login(config, jaas, entries)));
    } catch (LoginException | SecurityException | NoSuchAlgorithmException unusable) {
      throw new IllegalArgumentException(
          "The JAAS section %s%s cannot be used: %s"
              .formatted(
                  config.section(),
                  config.file() == null ? "" : " of " + config.file(),
                  unusable.getMessage()),
          unusable);
    }
  }

  private static Configuration configuration(JaasConfig config) throws NoSuchAlgorithmException {
    return config.file() == null
        ? Configuration.getConfiguration()
        : Configuration.getInstance(
            "JavaLoginConfig", new URIParameter(config.file().toAbsolutePath().toUri()));
  }

  private static Map<String, String> passwords(AppConfigurationEntry[] entries) {
    Map<String, String> passwords = new HashMap<>();
    for (AppConfigurationEntry entry : entries) {
      entry
          .getOptions()
          .forEach(
              (key, value) -> {
                if (key.startsWith(USER)) {
                  passwords.put(key.substring(USER.length()), String.valueOf(value));
                }
              });
    }
    return passwords;
  }

  /** A section with passwords only needs no login, and so none of Apache's classes. */
  private static Subject login(
      JaasConfig config, Configuration jaas, AppConfigurationEntry[] entries)
      throws LoginException {
    Subject subject = new Subject();
    for (AppConfigurationEntry entry : entries) {
      if (!entry.getLoginModuleName().endsWith(DIGEST_MODULE)) {
        new LoginContext(config.section(), subject, callbacks -> {}, jaas).login();
        break;
      }
    }
    return subject;
  }

  @Override
  public SaslConversation begin() throws SaslException {
    Optional<Principal> principal = server.getPrincipals().stream().findFirst();
    SaslServer made = principal.isPresent() ? gssapi(principal.get()) : digest();
    if (made == null) {
      throw new SaslException("this JVM has no SASL mechanism for section " + config.section());
    }
    return new Conversation(made);
  }

  private SaslServer digest() throws SaslException {
    return Sasl.createSaslServer(
        "DIGEST-MD5",
        config.protocol(),
        config.realm(),
        PROPERTIES,
        new SaslAnswers(config, passwords, null));
  }

  private SaslServer gssapi(Principal principal) throws SaslException {
    PrincipalName name = PrincipalName.parse(principal.getName());
    String host = name.host() == null ? "" : name.host();
    try {
      return Subject.callAs(
          server,
          () ->
              Sasl.createSaslServer(
                  "GSSAPI",
                  name.service(),
                  host,
                  Map.of(),
                  new SaslAnswers(config, passwords, name.realm())));
    } catch (CompletionException failed) {
      throw new SaslException("the server has no Kerberos credentials", failed.getCause());
    }
  }

  private record Conversation(SaslServer server) implements SaslConversation {
    @Override
    public byte[] respond(byte[] token) throws SaslException {
      if (server.isComplete()) {
        throw new SaslException("the login is complete already");
      }
      try {
        return server.evaluateResponse(token);
      } catch (IllegalStateException outOfTurn) {
        throw new SaslException("a token out of turn", outOfTurn);
      }
    }

    @Override
    public boolean isComplete() {
      return server.isComplete();
    }

    @Override
    public String authorizationId() {
      return server.getAuthorizationID();
    }
  }
}

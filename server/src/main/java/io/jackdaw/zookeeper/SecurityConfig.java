package io.jackdaw.zookeeper;

import io.jackdaw.security.JaasConfig;
import io.jackdaw.security.PrincipalRule;
import io.jackdaw.zookeeper.acl.Schemes;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How clients prove who they are.
 *
 * @param jaas where SASL finds its users
 * @param saslNow whether SASL was asked for: then a section that cannot be used stops the start
 * @param saslSuperUsers names of SASL that no list stops
 * @param keepsFailedSasl whether a client whose login failed may stay, as nobody in particular
 * @param enforced a client must be known under one of these schemes; empty if it need not
 * @param schemes whose ids lists may hold
 * @param x509SuperUser the subject of a certificate that no list stops, or null
 * @param audit whether every change is written down with who made it
 */
record SecurityConfig(
    JaasConfig jaas,
    boolean saslNow,
    Set<String> saslSuperUsers,
    boolean keepsFailedSasl,
    Set<String> enforced,
    Schemes schemes,
    @Nullable String x509SuperUser,
    boolean audit) {
  private static final String APACHE = "org.apache.zookeeper.server.auth.";
  private static final String PROVIDER = "authProvider.";
  private static final String SASL = "sasl";

  SecurityConfig {
    saslSuperUsers = Set.copyOf(saslSuperUsers);
    enforced = Set.copyOf(enforced);
  }

  /** Whether every client has to log in by SASL. */
  boolean requiresSasl() {
    return enforced.contains(SASL);
  }

  static SecurityConfig parse(ZooCfg cfg) {
    String file = cfg.text("java.security.auth.login.config");
    boolean sectionNamed = cfg.text("sasl.serverconfig") != null;
    Schemes schemes = schemes(cfg, file != null || sectionNamed);
    return new SecurityConfig(
        jaas(cfg, file),
        file != null || sectionNamed,
        Set.copyOf(cfg.numbered("superUser")),
        cfg.truth("allowSaslFailedClients", false),
        enforced(cfg, schemes),
        schemes,
        cfg.text("X509AuthenticationProvider.superUser"),
        audit(cfg));
  }

  private static boolean audit(ZooCfg cfg) {
    String writer = cfg.text("audit.impl.class");
    if (writer != null && !writer.endsWith(".Slf4jAuditLogger")) {
      throw new IllegalArgumentException(
          "audit.impl.class names %s: audits go to the logging only".formatted(writer));
    }
    return cfg.truth("audit.enable", false);
  }

  private static JaasConfig jaas(ZooCfg cfg, @Nullable String file) {
    String rules = cfg.text("security.auth_to_local");
    return new JaasConfig(
        file == null ? null : Path.of(file),
        cfg.text("sasl.serverconfig", "Server"),
        "zookeeper",
        "zk-sasl-md5",
        cfg.truth("kerberos.removeHostFromPrincipal", false),
        cfg.truth("kerberos.removeRealmFromPrincipal", false),
        rules == null ? PrincipalRule.DEFAULT : PrincipalRule.parse(rules),
        cfg.text("SASLAuthenticationProvider.superPassword"));
  }

  /**
   * What {@code authProvider.*} adds; {@code sasl} and {@code x509} also come with their logins.
   */
  private static Schemes schemes(ZooCfg cfg, boolean sasl) {
    boolean x509 =
        cfg.text("secureClientPort") != null || cfg.truth("client.portUnification", false);
    for (var provider : cfg.startingWith(PROVIDER).entrySet()) {
      switch (provider.getValue()) {
        case APACHE + "SASLAuthenticationProvider" -> sasl = true;
        case APACHE + "X509AuthenticationProvider" -> x509 = true;
        case APACHE + "DigestAuthenticationProvider", APACHE + "IPAuthenticationProvider" -> {}
        default ->
            throw new IllegalArgumentException(
                ("%s names %s, which cannot run here: Jackdaw has Apache's digest, ip, sasl and"
                        + " x509 providers built in, and loads no others")
                    .formatted(provider.getKey(), provider.getValue()));
      }
    }
    return new Schemes(cfg.truth("DigestAuthenticationProvider.enabled", true), sasl, x509);
  }

  private static Set<String> enforced(ZooCfg cfg, Schemes schemes) {
    Set<String> wanted = cfg.words("enforce.auth.schemes");
    boolean enforces = cfg.truth("enforce.auth.enabled", false);
    if (cfg.truth("sessionRequireClientSASLAuth", false)) {
      wanted = Set.of(SASL);
    } else if (!enforces) {
      return Set.of();
    }
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException(
          "enforce.auth.enabled is true, so enforce.auth.schemes must name at least one scheme");
    }
    for (String scheme : wanted) {
      if (!schemes.include(scheme)) {
        throw new IllegalArgumentException(
            "enforce.auth.schemes names %s, which is not available%s"
                .formatted(
                    scheme,
                    scheme.equals(SASL)
                        ? ": set authProvider.1=" + APACHE + "SASLAuthenticationProvider"
                        : ""));
      }
    }
    return wanted;
  }
}

package io.jackdaw.security;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server finds its SASL users and keys.
 *
 * @param file a JAAS configuration; null for the JVM's own, whatever that is
 * @param section its entry for this server, such as {@code Server}
 * @param protocol what clients of DIGEST-MD5 call the service
 * @param realm what they are shown as the server's name
 * @param removeHost leaves {@code /host} out of who somebody is
 * @param removeRealm leaves {@code @REALM} out of who somebody is
 * @param rules from Kerberos names to short ones, in Kerberos' {@code auth_to_local} notation
 * @param superPassword of the user {@code super}, in place of the section's, or null
 */
public record JaasConfig(
    @Nullable Path file,
    String section,
    String protocol,
    String realm,
    boolean removeHost,
    boolean removeRealm,
    List<PrincipalRule> rules,
    @Nullable String superPassword) {

  public JaasConfig {
    rules = List.copyOf(rules);
  }
}

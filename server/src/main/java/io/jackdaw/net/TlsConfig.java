package io.jackdaw.net;

import java.util.List;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How the connections of a listener are encrypted.
 *
 * @param keys what this server shows
 * @param trust whom it believes; null for those whom the JVM believes
 * @param protocols such as {@code TLSv1.3}
 * @param ciphers allowed; empty for the provider's choice
 * @param provider whose implementation
 * @param identifiesClients whether a client's certificate must be for the address it comes from
 */
public record TlsConfig(
    X509KeyManager keys,
    @Nullable X509TrustManager trust,
    ClientCertificate clientCertificate,
    List<String> protocols,
    List<String> ciphers,
    Provider provider,
    boolean identifiesClients) {

  /** Whether a client has to show who it is. */
  public enum ClientCertificate {
    NONE,
    WANT,
    NEED
  }

  /** Who does the work. */
  public enum Provider {
    /** BoringSSL if its library is on the class path, else the JDK. */
    FASTEST,
    JDK,
    OPENSSL
  }

  public TlsConfig {
    protocols = List.copyOf(protocols);
    ciphers = List.copyOf(ciphers);
  }
}

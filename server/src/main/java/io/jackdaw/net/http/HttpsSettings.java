package io.jackdaw.net.http;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.jackdaw.net.TlsConfig;
import io.jackdaw.net.TlsConfig.ClientCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The encryption of an HTTP port, done by the JDK. */
final class HttpsSettings extends HttpsConfigurator {
  private final TlsConfig tls;

  private HttpsSettings(TlsConfig tls, SSLContext context) {
    super(context);
    this.tls = tls;
  }

  /**
   * What {@code tls} says.
   *
   * @throws IllegalArgumentException if it cannot be used
   */
  static HttpsSettings of(TlsConfig tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      X509TrustManager trust = tls.trust();
      context.init(
          new KeyManager[] {tls.keys()}, trust == null ? null : new TrustManager[] {trust}, null);
      return new HttpsSettings(tls, context);
    } catch (GeneralSecurityException unusable) {
      throw new IllegalArgumentException("TLS: " + unusable.getMessage(), unusable);
    }
  }

  /** A server that is bound, and not started. */
  HttpsServer server(InetSocketAddress address, int backlog) throws IOException {
    HttpsServer server = HttpsServer.create(address, backlog);
    server.setHttpsConfigurator(this);
    return server;
  }

  @Override
  public void configure(HttpsParameters connection) {
    SSLParameters parameters = getSSLContext().getDefaultSSLParameters();
    if (!tls.protocols().isEmpty()) {
      parameters.setProtocols(tls.protocols().toArray(String[]::new));
    }
    if (!tls.ciphers().isEmpty()) {
      parameters.setCipherSuites(tls.ciphers().toArray(String[]::new));
    }
    parameters.setWantClientAuth(tls.clientCertificate() == ClientCertificate.WANT);
    if (tls.clientCertificate() == ClientCertificate.NEED) {
      parameters.setNeedClientAuth(true);
    }
    connection.setSSLParameters(parameters);
  }
}

package io.jackdaw.security;

import io.jackdaw.net.TlsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS as a configuration describes it: files, and what is done with them.
 *
 * @param trust null for those whom the JVM believes
 * @param crl whether lists of revoked certificates are looked up
 * @param ocsp whether issuers are asked whether a certificate is revoked
 */
public record TlsFiles(
    StoreFile keys,
    @Nullable StoreFile trust,
    boolean crl,
    boolean ocsp,
    TlsConfig.ClientCertificate clientCertificate,
    List<String> protocols,
    List<String> ciphers,
    TlsConfig.Provider provider,
    boolean identifiesClients) {

  public TlsFiles {
    protocols = List.copyOf(protocols);
    ciphers = List.copyOf(ciphers);
  }

  /** The files that all this is read from. */
  List<Path> paths() {
    return trust == null ? List.of(keys.path()) : List.of(keys.path(), trust.path());
  }

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException if one cannot be used, naming it
   */
  public TlsConfig load() {
    return new TlsConfig(
        keyManager(),
        trust == null ? null : trustManager(trust),
        clientCertificate,
        protocols,
        ciphers,
        provider,
        identifiesClients);
  }

  private X509KeyManager keyManager() {
    try {
      StoreFile.Opened opened = keys.openKeys();
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(opened.store(), opened.keyPassword());
      return first(factory.getKeyManagers(), X509KeyManager.class);
    } catch (IOException | GeneralSecurityException unusable) {
      throw unusable(keys, unusable);
    }
  }

  private X509TrustManager trustManager(StoreFile file) {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      KeyStore believed = file.openCertificates();
      if (crl || ocsp) {
        factory.init(new CertPathTrustManagerParameters(checkingRevocation(believed)));
      } else {
        factory.init(believed); // Believes the certificates of keys in the store, too.
      }
      return first(factory.getTrustManagers(), X509TrustManager.class);
    } catch (IOException | GeneralSecurityException unusable) {
      throw unusable(file, unusable);
    }
  }

  private PKIXBuilderParameters checkingRevocation(KeyStore believed)
      throws GeneralSecurityException {
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(believed, new X509CertSelector());
    parameters.setRevocationEnabled(true);
    PKIXRevocationChecker checker =
        (PKIXRevocationChecker) CertPathValidator.getInstance("PKIX").getRevocationChecker();
    Set<PKIXRevocationChecker.Option> options = EnumSet.noneOf(PKIXRevocationChecker.Option.class);
    if (!ocsp) {
      options.add(PKIXRevocationChecker.Option.PREFER_CRLS);
      options.add(PKIXRevocationChecker.Option.NO_FALLBACK);
    }
    checker.setOptions(options);
    parameters.addCertPathChecker(checker);
    return parameters;
  }

  private static <T, M> T first(M[] managers, Class<T> kind) throws GeneralSecurityException {
    return Arrays.stream(managers)
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("this JVM has no " + kind.getName()));
  }

  private static IllegalArgumentException unusable(StoreFile file, Exception cause) {
    return new IllegalArgumentException(
        "The store %s cannot be used: %s".formatted(file.path(), cause.getMessage()), cause);
  }
}

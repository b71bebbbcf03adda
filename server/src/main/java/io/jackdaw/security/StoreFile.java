package io.jackdaw.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file with keys or certificates.
 *
 * @param keyPassword of the key in it; null when it is the file's
 * @param type {@code JKS}, {@code PKCS12} or {@code PEM}; null to go by the file's name
 */
public record StoreFile(
    Path path, String password, @Nullable String keyPassword, @Nullable String type) {
  private static final String KEY_ALIAS = "key";

  public StoreFile(Path path, String password, @Nullable String type) {
    this(path, password, null, type);
  }

  /** A store as the JDK knows it, and the password of the keys in it. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Opened(KeyStore store, char[] keyPassword) {}

  /**
   * The key and its certificates.
   *
   * @throws IOException if the file cannot be read
   * @throws GeneralSecurityException if there is no key in it, or the password is wrong
   */
  Opened openKeys() throws IOException, GeneralSecurityException {
    if (!isPem()) {
      return openStore();
    }
    Pem pem = Pem.read(path);
    PrivateKey key = pem.privateKey(passwordOfKey());
    char[] inStore = passwordOfKey().toCharArray();
    KeyStore store = empty();
    store.setKeyEntry(KEY_ALIAS, key, inStore, pem.certificates().toArray(X509Certificate[]::new));
    return new Opened(store, inStore);
  }

  /**
   * The certificates to be believed.
   *
   * @throws IOException if the file cannot be read
   * @throws GeneralSecurityException if it holds something else, or the password is wrong
   */
  KeyStore openCertificates() throws IOException, GeneralSecurityException {
    if (!isPem()) {
      return openStore().store;
    }
    KeyStore store = empty();
    List<X509Certificate> certificates = Pem.read(path).certificates();
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("certificate-" + i, certificates.get(i));
    }
    return store;
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private Opened openStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(kind().equals("JKS") ? "JKS" : "PKCS12");
    try (InputStream in = Files.newInputStream(path)) {
      store.load(in, password.isEmpty() ? null : password.toCharArray());
    }
    return new Opened(store, passwordOfKey().toCharArray());
  }

  private String passwordOfKey() {
    return keyPassword == null ? password : keyPassword;
  }

  private boolean isPem() {
    return kind().equals("PEM");
  }

  private String kind() {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    String kind =
        type != null
            ? type.toUpperCase(Locale.ROOT)
            : name.endsWith(".pem")
                ? "PEM"
                : name.endsWith(".jks") ? "JKS" : name.endsWith(".bcfks") ? "BCFKS" : "PKCS12";
    if (!List.of("JKS", "PKCS12", "PEM").contains(kind)) {
      throw new IllegalArgumentException(
          "%s: stores of type %s cannot be read; convert it to PKCS12, JKS or PEM"
              .formatted(path, kind));
    }
    return kind;
  }
}

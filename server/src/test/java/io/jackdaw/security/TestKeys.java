package io.jackdaw.security;

import io.jackdaw.net.TlsConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Somebody's key and the certificate that it signed itself, made by the JDK's {@code keytool}; its
 * password is {@code secret}.
 */
public final class TestKeys {
  public static final String PASSWORD = "secret";

  private final String name;
  private final Path folder;
  private final KeyStore store;

  private TestKeys(String name, Path folder, KeyStore store) {
    this.name = name;
    this.folder = folder;
    this.store = store;
  }

  /** Makes them anew, with {@code CN=name} as subject, good for 127.0.0.1. */
  public static TestKeys of(String name, Path folder) throws Exception {
    Path file = folder.resolve(name + ".p12");
    Files.deleteIfExists(file);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "key",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-keyalg",
                "EC",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes());
    if (keytool.waitFor() != 0) {
      throw new AssertionError(said);
    }
    return new TestKeys(name, folder, KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
  }

  public Path pkcs12() {
    return folder.resolve(name + ".p12");
  }

  public Path jks() throws Exception {
    KeyStore jks = KeyStore.getInstance("JKS");
    jks.load(null, null);
    jks.setKeyEntry("key", key(), PASSWORD.toCharArray(), chain());
    return written(jks, folder.resolve(name + ".jks"));
  }

  /** Key and certificate in one file, the key not encrypted. */
  public Path pem() throws Exception {
    return Files.writeString(
        folder.resolve(name + ".pem"),
        block("PRIVATE KEY", key().getEncoded()) + block("CERTIFICATE", chain()[0].getEncoded()));
  }

  /** A store with the certificates of others, to be believed. */
  public static Path believing(Path file, TestKeys... others) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    for (TestKeys other : others) {
      trust.setCertificateEntry(other.name, other.chain()[0]);
    }
    return written(trust, file);
  }

  /** What a client uses that shows this key and believes {@code server} only. */
  public SSLContext clientOf(TestKeys server) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("server", server.chain()[0]);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD.toCharArray());
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  /** A server's TLS with these keys, which asks for no certificate. */
  public TlsFiles server() {
    return new TlsFiles(
        new StoreFile(pkcs12(), PASSWORD, null),
        null,
        false,
        false,
        TlsConfig.ClientCertificate.NONE,
        List.of("TLSv1.3", "TLSv1.2"),
        List.of(),
        TlsConfig.Provider.JDK,
        false);
  }

  private Key key() throws Exception {
    return store.getKey("key", PASSWORD.toCharArray());
  }

  private Certificate[] chain() throws Exception {
    return store.getCertificateChain("key");
  }

  private static String block(String kind, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind);
  }

  private static Path written(KeyStore store, Path file) throws Exception {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return file;
  }
}

package io.jackdaw.compat.security;

import io.jackdaw.compat.rig.ExternalProcess;
import io.jackdaw.compat.rig.Places;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.client.ZKClientConfig;

/**
 * Somebody's key and the certificate that it signed itself, made by the JDK's {@code keytool}, in
 * every kind of store.
 */
final class Identity {
  static final String PASSWORD = "very-secret";

  private final String name;
  private final Path folder = Places.freshFolder("identity");
  private final KeyStore store;

  Identity(String name) {
    this.name = name;
    try (ExternalProcess keytool =
        ExternalProcess.start(
            "keytool",
            folder,
            Map.of(),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "key",
                "-dname",
                "CN=" + name + ",O=Jackdaw",
                "-ext",
                "san=ip:127.0.0.1",
                "-keyalg",
                "EC",
                "-keystore",
                pkcs12().toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD))) {
      keytool.await(Duration.ofSeconds(60)).succeeded();
      store = KeyStore.getInstance(pkcs12().toFile(), PASSWORD.toCharArray());
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What {@code x509:} calls this one. */
  String subject() {
    return "CN=" + name + ",O=Jackdaw";
  }

  Path pkcs12() {
    return folder.resolve(name + ".p12");
  }

  Path jks() {
    try {
      KeyStore jks = KeyStore.getInstance("JKS");
      jks.load(null, null);
      jks.setKeyEntry("key", key(), PASSWORD.toCharArray(), chain());
      return written(jks, folder.resolve(name + ".jks"));
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Key and certificate; the key is not encrypted. */
  Path pem() {
    try {
      return Files.writeString(
          folder.resolve(name + ".pem"),
          block("PRIVATE KEY", key().getEncoded()) + block("CERTIFICATE", chain()[0].getEncoded()));
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A store with the certificates of {@code others}, to be believed. */
  static Path believing(Identity... others) {
    try {
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      for (Identity other : others) {
        trust.setCertificateEntry(other.name, other.chain()[0]);
      }
      return written(trust, Places.freshFolder("trust").resolve("trust.p12"));
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A client's configuration: it shows this one and believes what is in {@code trust}. */
  ZKClientConfig client(Path trust) {
    ZKClientConfig config = anonymousClient(trust);
    config.setProperty("zookeeper.ssl.keyStore.location", pkcs12().toString());
    config.setProperty("zookeeper.ssl.keyStore.password", PASSWORD);
    return config;
  }

  /** The same, showing nothing. */
  static ZKClientConfig anonymousClient(Path trust) {
    ZKClientConfig config = new ZKClientConfig();
    config.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
    config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
    config.setProperty(
        ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
    config.setProperty("zookeeper.ssl.trustStore.location", trust.toString());
    config.setProperty("zookeeper.ssl.trustStore.password", PASSWORD);
    return config;
  }

  private Key key() throws GeneralSecurityException {
    return store.getKey("key", PASSWORD.toCharArray());
  }

  private Certificate[] chain() throws GeneralSecurityException {
    return store.getCertificateChain("key");
  }

  private static String block(String kind, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind);
  }

  private static Path written(KeyStore store, Path file) throws GeneralSecurityException {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

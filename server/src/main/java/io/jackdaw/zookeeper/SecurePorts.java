package io.jackdaw.zookeeper;

import io.jackdaw.net.TlsConfig.ClientCertificate;
import io.jackdaw.net.TlsConfig.Provider;
import io.jackdaw.security.StoreFile;
import io.jackdaw.security.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where and how clients connect by TLS.
 *
 * @param address for TLS only; null for no such port, port 0 picks one
 * @param plain whether there is the client port at all
 * @param unified whether the client port takes TLS too
 * @param files null if nothing is encrypted
 * @param reload whether the files are looked at again and again
 */
record SecurePorts(
    @Nullable InetSocketAddress address,
    boolean plain,
    boolean unified,
    @Nullable TlsFiles files,
    boolean reload) {

  static SecurePorts parse(ZooCfg cfg) {
    boolean unified = cfg.truth("client.portUnification", false);
    boolean reload = cfg.truth("client.certReload", false);
    InetSocketAddress address = address(cfg);
    boolean plain = address == null || cfg.text("clientPort") != null;
    cfg.text("serverCnxnFactory");
    TlsFiles files = address != null || unified ? files(cfg) : null;
    return new SecurePorts(address, plain, unified, files, reload);
  }

  private static @Nullable InetSocketAddress address(ZooCfg cfg) {
    String host = cfg.text("secureClientPortAddress");
    if (cfg.text("secureClientPort") == null) {
      return null;
    }
    int port = cfg.integer("secureClientPort", 0, 0, 65535);
    if (host == null || host.isEmpty()) {
      return new InetSocketAddress(port);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException(
          "secureClientPortAddress is not a known host: " + host, unknown);
    }
  }

  private static TlsFiles files(ZooCfg cfg) {
    cfg.startingWith("ssl.");
    if (!cfg.text("ssl.authProvider", "x509").equals("x509")) {
      refuse(cfg, "ssl.authProvider");
    }
    StoreFile keys = store(cfg, "ssl.keyStore");
    if (keys == null) {
      throw new IllegalArgumentException(
          "ssl.keyStore.location is not set, and TLS needs a key: set it, or take secureClientPort"
              + " and client.portUnification out");
    }
    return files(cfg, "ssl.", keys, cfg.truth("ssl.clientHostnameVerification", false));
  }

  /**
   * What servers of an ensemble show and believe; null without {@code sslQuorum=true}.
   *
   * @throws IllegalArgumentException if a key or what is believed is missing
   */
  static @Nullable TlsFiles ofQuorum(ZooCfg cfg) {
    if (!cfg.truth("sslQuorum", false)) {
      return null;
    }
    cfg.startingWith("ssl.quorum.");
    StoreFile keys = store(cfg, "ssl.quorum.keyStore");
    if (keys == null || cfg.text("ssl.quorum.trustStore.location", "").isEmpty()) {
      throw new IllegalArgumentException(
          "sslQuorum=true needs ssl.quorum.keyStore.location, what this server shows to the others,"
              + " and ssl.quorum.trustStore.location, whom it believes");
    }
    return files(cfg, "ssl.quorum.", keys, cfg.truth("ssl.quorum.hostnameVerification", true));
  }

  /**
   * What the AdminServer shows and believes: the keys of servers, as with Apache's; null without
   * {@code admin.forceHttps=true}.
   *
   * @throws IllegalArgumentException if a key is missing
   */
  static @Nullable TlsFiles ofAdmin(ZooCfg cfg) {
    if (!cfg.truth("admin.forceHttps", false)) {
      return null;
    }
    StoreFile keys = store(cfg, "ssl.quorum.keyStore");
    boolean needed = cfg.truth("admin.needClientAuth", false);
    StoreFile trust = store(cfg, "ssl.quorum.trustStore");
    if (keys == null || (needed && trust == null)) {
      throw new IllegalArgumentException(
          "admin.forceHttps=true needs ssl.quorum.keyStore.location, and with"
              + " admin.needClientAuth=true ssl.quorum.trustStore.location too");
    }
    TlsFiles files = files(cfg, "ssl.quorum.", keys, false);
    return new TlsFiles(
        keys,
        trust,
        files.crl(),
        files.ocsp(),
        needed ? ClientCertificate.NEED : ClientCertificate.NONE,
        files.protocols(),
        files.ciphers(),
        Provider.JDK,
        false);
  }

  private static TlsFiles files(ZooCfg cfg, String prefix, StoreFile keys, boolean identifies) {
    refuse(cfg, prefix + "context.supplier.class");
    String protocol = cfg.text(prefix + "protocol", "TLSv1.3,TLSv1.2");
    return new TlsFiles(
        keys,
        store(cfg, prefix + "trustStore"),
        cfg.truth(prefix + "crl", false),
        cfg.truth(prefix + "ocsp", false),
        oneOf(cfg, prefix + "clientAuth", ClientCertificate.NEED),
        list(cfg.text(prefix + "enabledProtocols", protocol)),
        list(cfg.text(prefix + "ciphersuites", "")),
        oneOf(cfg, prefix + "sslProvider", Provider.FASTEST),
        identifies);
  }

  private static void refuse(ZooCfg cfg, String key) {
    String value = cfg.text(key);
    if (value != null) {
      throw new IllegalArgumentException(
          "%s names %s: classes of one's own for TLS cannot be loaded here".formatted(key, value));
    }
  }

  private static @Nullable StoreFile store(ZooCfg cfg, String prefix) {
    String location = cfg.text(prefix + ".location", "");
    return location.isEmpty()
        ? null
        : new StoreFile(Path.of(location), password(cfg, prefix), cfg.text(prefix + ".type"));
  }

  private static String password(ZooCfg cfg, String prefix) {
    String path = cfg.text(prefix + ".passwordPath", "");
    if (path.isEmpty()) {
      return cfg.text(prefix + ".password", "");
    }
    try {
      return Files.readString(Path.of(path)).strip();
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "%s.passwordPath cannot be read: %s".formatted(prefix, path), unreadable);
    }
  }

  private static List<String> list(String words) {
    return Arrays.stream(words.split(",")).map(String::strip).filter(w -> !w.isEmpty()).toList();
  }

  private static <E extends Enum<E>> E oneOf(ZooCfg cfg, String key, E otherwise) {
    String value = cfg.text(key);
    if (value == null || value.isEmpty()) {
      return otherwise;
    }
    try {
      String name = value.toUpperCase(Locale.ROOT);
      return Enum.valueOf(
          otherwise.getDeclaringClass(), name.equals("OPENSSL_REFCNT") ? "OPENSSL" : name);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException("%s is unknown: %s".formatted(key, value), unknown);
    }
  }
}

package io.jackdaw.kafka;

import io.jackdaw.kafka.config.ConfigValues;
import io.jackdaw.net.ServerTls;
import io.jackdaw.net.TlsConfig.ClientCertificate;
import io.jackdaw.net.TlsConfig.Provider;
import io.jackdaw.security.StoreFile;
import io.jackdaw.security.SubjectRules;
import io.jackdaw.security.TlsFiles;
import io.jackdaw.security.TlsReload;
import io.jackdaw.time.EventLoop;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Encryption of one listener, and who its clients are by their certificates.
 *
 * @param files keys and certificates
 * @param subjects from a certificate to the name of a user
 */
public record ListenerTls(TlsFiles files, SubjectRules subjects) {
  private static final long LOOK_MS = 10_000;

  /**
   * Reads the keys {@code ssl.*}; those with the listener's prefix come first.
   *
   * @throws ConfigException naming the key that is missing or not allowed
   */
  public static ListenerTls of(ConfigValues values, String listener) {
    Keys keys = new Keys(values, "listener.name." + listener.toLowerCase(Locale.ROOT) + ".");
    StoreFile own = keys.store("ssl.keystore", keys.secret("ssl.key.password"));
    if (own == null) {
      throw new ConfigException(
          "listeners: %s is encrypted and needs a key: set ssl.keystore.location"
              .formatted(listener));
    }
    return new ListenerTls(
        new TlsFiles(
            own,
            keys.store("ssl.truststore", null),
            false,
            false,
            clients(keys),
            values.list(keys.name("ssl.enabled.protocols")),
            values.list(keys.name("ssl.cipher.suites")),
            Provider.FASTEST,
            false),
        rules(keys));
  }

  private static ClientCertificate clients(Keys keys) {
    return switch (String.valueOf(keys.text("ssl.client.auth"))) {
      case "required" -> ClientCertificate.NEED;
      case "requested" -> ClientCertificate.WANT;
      default -> ClientCertificate.NONE;
    };
  }

  private static SubjectRules rules(Keys keys) {
    String text = keys.text("ssl.principal.mapping.rules");
    try {
      return text == null ? SubjectRules.DEFAULT : SubjectRules.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException(wrong.getMessage());
    }
  }

  /**
   * Reads the files, and again when they have changed.
   *
   * @param loop looks whether they have
   * @throws ConfigException naming the one that cannot be used
   */
  public ServerTls load(EventLoop loop) {
    try {
      ServerTls tls = new ServerTls(files.load(), false);
      new TlsReload(files, tls, loop, LOOK_MS).start();
      return tls;
    } catch (IllegalArgumentException unusable) {
      throw new ConfigException(unusable.getMessage());
    }
  }

  private record Keys(ConfigValues values, String prefix) {
    String name(String key) {
      return values.isSet(prefix + key) ? prefix + key : key;
    }

    @Nullable String text(String key) {
      return values.text(name(key));
    }

    @Nullable String secret(String key) {
      return values.secret(name(key));
    }

    @Nullable StoreFile store(String kind, @Nullable String keyPassword) {
      String location = text(kind + ".location");
      String password = secret(kind + ".password");
      return location == null
          ? null
          : new StoreFile(
              Path.of(location),
              password == null ? "" : password,
              keyPassword,
              text(kind + ".type"));
    }
  }
}

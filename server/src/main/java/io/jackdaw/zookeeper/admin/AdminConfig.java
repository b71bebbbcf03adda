package io.jackdaw.zookeeper.admin;

import io.jackdaw.security.TlsFiles;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What operators get over HTTP, from {@code zoo.cfg}.
 *
 * @param commands the AdminServer's port; null for none
 * @param metrics Prometheus' port; null for none
 */
public record AdminConfig(@Nullable Commands commands, @Nullable Metrics metrics) {
  private static final String PROMETHEUS =
      "org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider";
  private static final String ALL_ADDRESSES = "0.0.0.0";

  /**
   * The AdminServer.
   *
   * @param tls null for plain HTTP
   * @param path under which the commands are, such as {@code /commands}
   * @param rateLimitMs least time between two snapshots, and between two restores
   * @param zooCfg the keys to show as the initial configuration
   */
  public record Commands(
      InetSocketAddress address,
      @Nullable TlsFiles tls,
      String path,
      boolean snapshots,
      boolean restores,
      long rateLimitMs,
      Map<String, String> zooCfg) {}

  /**
   * Where Prometheus scrapes.
   *
   * @param jvm whether figures of the virtual machine are among them
   */
  public record Metrics(InetSocketAddress address, boolean jvm) {}

  /**
   * Reads {@code admin.*} and {@code metricsProvider.*}. The AdminServer is on if {@code
   * admin.enableServer} says so, or if a port is given and nothing is said.
   *
   * @param tls how the AdminServer is encrypted; null for plain HTTP
   * @throws IllegalArgumentException naming the key that cannot be obeyed
   */
  public static AdminConfig parse(Map<String, String> zooCfg, @Nullable TlsFiles tls) {
    Keys keys = new Keys(zooCfg);
    boolean enabled = keys.truth("admin.enableServer", keys.has("admin.serverPort"));
    boolean prometheus = keys.text("metricsProvider.className", "").equals(PROMETHEUS);
    return new AdminConfig(enabled ? commands(keys, tls) : null, prometheus ? metrics(keys) : null);
  }

  private static Commands commands(Keys keys, @Nullable TlsFiles tls) {
    if (tls == null && keys.truth("admin.portUnification", false)) {
      throw new IllegalArgumentException(
          "admin.portUnification is not supported: the AdminServer speaks plain HTTP, or HTTPS"
              + " alone with admin.forceHttps=true");
    }
    String path = keys.text("admin.commandURL", "/commands");
    return new Commands(
        new InetSocketAddress(
            keys.text("admin.serverAddress", ALL_ADDRESSES), keys.port("admin.serverPort", 8080)),
        tls,
        path.startsWith("/") ? path : "/" + path,
        keys.truth("admin.snapshot.enabled", true),
        keys.truth("admin.restore.enabled", true),
        keys.number("admin.rateLimiterIntervalInMS", 300_000),
        keys.values);
  }

  private static Metrics metrics(Keys keys) {
    return new Metrics(
        new InetSocketAddress(
            keys.text("metricsProvider.httpHost", ALL_ADDRESSES),
            keys.port("metricsProvider.httpPort", 7000)),
        keys.truth("metricsProvider.exportJvmInfo", true));
  }

  /** Whether anything is to be served. */
  public boolean isEmpty() {
    return commands == null && metrics == null;
  }

  private record Keys(Map<String, String> values) {
    boolean has(String key) {
      return value(key) != null;
    }

    /** A key may be written with the prefix that it has as a system property. */
    private @Nullable String value(String key) {
      String value = values.get(key);
      return value == null ? values.get("zookeeper." + key) : value;
    }

    String text(String key, String otherwise) {
      String value = value(key);
      return value == null ? otherwise : value.trim();
    }

    boolean truth(String key, boolean otherwise) {
      String value = value(key);
      return value == null ? otherwise : Boolean.parseBoolean(value.trim());
    }

    int port(String key, int otherwise) {
      return (int) number(key, otherwise, 65_535);
    }

    long number(String key, long otherwise) {
      return number(key, otherwise, Long.MAX_VALUE);
    }

    private long number(String key, long otherwise, long max) {
      String value = value(key);
      if (value == null) {
        return otherwise;
      }
      try {
        long number = Long.parseLong(value.trim());
        if (number >= 0 && number <= max) {
          return number;
        }
      } catch (NumberFormatException notANumber) {
        throw refusal(key, max, value, notANumber);
      }
      throw refusal(key, max, value, null);
    }

    private static IllegalArgumentException refusal(
        String key, long max, String value, @Nullable Exception cause) {
      return new IllegalArgumentException(
          "%s must be between 0 and %d, was '%s'".formatted(key, max, value), cause);
    }
  }
}

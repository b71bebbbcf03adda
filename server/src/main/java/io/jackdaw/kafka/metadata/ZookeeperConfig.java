package io.jackdaw.kafka.metadata;

import org.apache.kafka.common.config.ConfigException;

/**
 * How the coordination service is reached.
 *
 * @param servers {@code host:port,host:port}
 * @param chroot path below which the cluster lives, such as {@code /kafka}; empty for the root
 * @param connectionTimeoutMs how long the first connection may take
 * @param maxInFlight requests sent before an answer is awaited
 */
public record ZookeeperConfig(
    String servers, String chroot, int sessionTimeoutMs, int connectionTimeoutMs, int maxInFlight) {
  public ZookeeperConfig {
    if (servers.isBlank()) {
      throw new ConfigException("zookeeper.connect must name at least one server as host:port");
    }
    if (!chroot.isEmpty() && (!chroot.startsWith("/") || chroot.endsWith("/"))) {
      throw new ConfigException("zookeeper.connect has a path that cannot be used: " + chroot);
    }
    if (maxInFlight < 1) {
      throw new ConfigException(
          "zookeeper.max.in.flight.requests must be at least 1, was " + maxInFlight);
    }
  }

  /** From a connect string with or without a path at its end; Kafka's own limits. */
  public static ZookeeperConfig of(String connect, int sessionTimeoutMs, int connectionTimeoutMs) {
    return of(connect, sessionTimeoutMs, connectionTimeoutMs, 10);
  }

  /** From a connect string with or without a path at its end. */
  public static ZookeeperConfig of(
      String connect, int sessionTimeoutMs, int connectionTimeoutMs, int maxInFlight) {
    int slash = connect.indexOf('/');
    String servers = slash < 0 ? connect : connect.substring(0, slash);
    String path = slash < 0 ? "" : connect.substring(slash).strip();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return new ZookeeperConfig(
        servers.strip(), path, sessionTimeoutMs, connectionTimeoutMs, maxInFlight);
  }

  @Override
  public String toString() {
    return servers + chroot;
  }
}

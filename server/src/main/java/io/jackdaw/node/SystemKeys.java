package io.jackdaw.node;

import io.jackdaw.net.Transport;
import java.util.HashMap;
import java.util.Map;

/** Settings that are taken from the JVM's system properties: some of Apache's, and one of ours. */
final class SystemKeys {
  private static final String JAAS = "java.security.auth.login.config";

  private static final String TRANSPORT = "jackdaw.transport";

  private SystemKeys() {}

  /**
   * What {@code -Djackdaw.transport} names ({@code epoll}, {@code nio}, {@code io_uring}), or the
   * usual one.
   *
   * @throws ConfigException if it cannot be had
   */
  static Transport transport() {
    String name = System.getProperty(TRANSPORT);
    try {
      return name == null ? Transport.usual() : Transport.named(name);
    } catch (IllegalArgumentException refused) {
      throw new ConfigException(TRANSPORT + ": " + refused.getMessage());
    }
  }

  /** The keys of {@code zoo.cfg}, and what the JVM says that they do not. */
  static Map<String, String> besides(Map<String, String> zooCfg) {
    String jaas = System.getProperty(JAAS);
    if (jaas == null) {
      return zooCfg;
    }
    Map<String, String> all = new HashMap<>(zooCfg);
    all.putIfAbsent(JAAS, jaas);
    return all;
  }
}

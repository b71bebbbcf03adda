package io.jackdaw.node;

import java.util.HashMap;
import java.util.Map;

/** Settings that Apache's servers take from the JVM's system properties. */
final class SystemKeys {
  private static final String JAAS = "java.security.auth.login.config";

  private SystemKeys() {}

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

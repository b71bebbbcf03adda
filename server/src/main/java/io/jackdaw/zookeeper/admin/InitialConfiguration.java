package io.jackdaw.zookeeper.admin;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The lines of {@code zoo.cfg} as they may be shown: passwords are not. */
final class InitialConfiguration {
  private static final String HIDDEN = "***";

  private InitialConfiguration() {}

  /** One {@code key=value} a line, sorted by key. */
  static String of(Map<String, String> zooCfg) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(zooCfg)
        .forEach(
            (key, value) -> text.append(key).append('=').append(shown(key, value)).append('\n'));
    return text.toString();
  }

  /** The value, unless its key says that it is a secret. */
  static String shown(String key, String value) {
    String lower = key.toLowerCase(Locale.ROOT);
    boolean secret = lower.endsWith("password") || lower.endsWith("superdigest");
    return secret && !value.isEmpty() ? HIDDEN : value;
  }
}

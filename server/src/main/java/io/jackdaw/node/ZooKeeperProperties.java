package io.jackdaw.node;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Settings of ZooKeeper that are given to the virtual machine with {@code -D}, as its scripts pass
 * them in {@code SERVER_JVMFLAGS}. A line of {@code zoo.cfg} wins over them.
 */
public final class ZooKeeperProperties {
  private static final String PREFIX = "zookeeper.";

  /** What ZooKeeper reads from the file only. */
  private static final Set<String> FILE_ONLY =
      Set.of(
          "dataDir",
          "dataLogDir",
          "clientPort",
          "clientPortAddress",
          "secureClientPort",
          "secureClientPortAddress",
          "tickTime",
          "maxClientCnxns",
          "minSessionTimeout",
          "maxSessionTimeout",
          "initLimit",
          "syncLimit",
          "autopurge.snapRetainCount",
          "autopurge.purgeInterval");

  /** What it reads without its prefix. */
  private static final Set<String> WITHOUT_PREFIX =
      Set.of(
          "jute.maxbuffer",
          "readonlymode.enabled",
          "fsync.warningthresholdms",
          "znode.container.checkIntervalMs",
          "znode.container.maxPerMinute",
          "znode.container.maxNeverUsedIntervalMs");

  private ZooKeeperProperties() {}

  /** The lines of {@code zoo.cfg}, and what this process was given with {@code -D}. */
  public static Map<String, String> with(Map<String, String> zooCfg) {
    return with(zooCfg, System.getProperties());
  }

  static Map<String, String> with(Map<String, String> zooCfg, Properties system) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String name : system.stringPropertyNames()) {
      String key = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
      boolean meant = name.startsWith(PREFIX) ? !FILE_ONLY.contains(key) : isUnprefixed(name);
      if (meant) {
        settings.put(key, system.getProperty(name));
      }
    }
    zooCfg.forEach(
        (key, value) -> {
          settings.remove(key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : PREFIX + key);
          settings.put(key, value);
        });
    return settings;
  }

  private static boolean isUnprefixed(String name) {
    return WITHOUT_PREFIX.contains(name);
  }
}

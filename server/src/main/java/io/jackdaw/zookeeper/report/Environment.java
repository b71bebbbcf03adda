package io.jackdaw.zookeeper.report;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code envi} tells of the machine and the virtual machine. Source: Environment. */
public final class Environment {
  private static final List<String> PROPERTIES =
      List.of(
          "java.version",
          "java.vendor",
          "java.home",
          "java.class.path",
          "java.library.path",
          "java.io.tmpdir",
          "java.compiler",
          "os.name",
          "os.arch",
          "os.version",
          "user.name",
          "user.home",
          "user.dir");
  private static final long MIB = 1024 * 1024;

  private Environment() {}

  /** Key and value, in the order in which ZooKeeper tells them. */
  public static Map<String, String> of(ServerView server) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("zookeeper.version", server.version());
    environment.put("host.name", hostName());
    Map<String, String> system = systemProperties();
    for (String key : PROPERTIES) {
      environment.put(key, system.getOrDefault(key, "<NA>"));
    }
    Runtime runtime = Runtime.getRuntime();
    environment.put("os.memory.free", runtime.freeMemory() / MIB + "MB");
    environment.put("os.memory.max", runtime.maxMemory() / MIB + "MB");
    environment.put("os.memory.total", runtime.totalMemory() / MIB + "MB");
    return environment;
  }

  /** All system properties of this process. */
  public static Map<String, String> systemProperties() {
    return ManagementFactory.getRuntimeMXBean().getSystemProperties();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getCanonicalHostName();
    } catch (UnknownHostException nameless) {
      return "<NA>";
    }
  }
}

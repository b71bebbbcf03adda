package io.jackdaw.node;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.zookeeper.CoordinationConfig;
import io.jackdaw.zookeeper.ensemble.ServerLine;
import io.jackdaw.zookeeper.ensemble.ServerList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that {@code dynamicConfigFile} names, with the {@code server.N} lines of an ensemble.
 */
public final class DynamicConfigFile {
  /** The key under which a command says where {@code zoo.cfg} was read; in no file. */
  public static final String SOURCE = "jackdaw.zoo.cfg";

  private static final Logger LOG = LoggerFactory.getLogger(DynamicConfigFile.class);
  private static final String KEY = "dynamicConfigFile";

  /** Which round of {@code reconfig} the file comes from; of no use here. */
  private static final String VERSION = "version";

  private DynamicConfigFile() {}

  /**
   * The keys of {@code zoo.cfg} and those of the file that it names.
   *
   * @throws ConfigException when the file cannot be read, or both name servers
   */
  static Map<String, String> added(Map<String, String> zooCfg) {
    Map<String, String> all = new HashMap<>(zooCfg);
    all.remove(SOURCE);
    String file = zooCfg.getOrDefault(KEY, "");
    if (file.isEmpty()) {
      return all;
    }
    all.remove(KEY);
    if (all.keySet().stream().anyMatch(key -> key.startsWith("server."))) {
      throw new ConfigException(
          "%s is set, and there are server.N lines too: they belong into %s alone"
              .formatted(KEY, file));
    }
    all.putAll(PropertiesFile.read(Path.of(file)));
    all.remove(VERSION);
    return all;
  }

  /**
   * What keeps the files as the servers are: each change writes {@code zoo.cfg.dynamic.VERSION},
   * and has {@code zoo.cfg} name it; what that held before stays in {@code zoo.cfg.bak}. Nothing if
   * the servers do not change, or {@code zoo.cfg} is no file.
   */
  static Optional<Consumer<ServerList>> following(
      Map<String, String> given, CoordinationConfig config, Disk disk) {
    String source = given.get(SOURCE);
    if (source == null || !config.access().reconfigEnabled()) {
      return Optional.empty();
    }
    Path zooCfg = Path.of(source).toAbsolutePath();
    return Optional.of(servers -> write(zooCfg, servers, disk));
  }

  private static void write(Path zooCfg, ServerList servers, Disk disk) {
    Path dynamic =
        zooCfg.resolveSibling(
            zooCfg.getFileName() + ".dynamic." + Long.toHexString(servers.version()));
    try {
      String before = new String(disk.readFully(zooCfg), StandardCharsets.UTF_8);
      List<String> after = new ArrayList<>();
      before.lines().filter(DynamicConfigFile::stays).forEach(after::add);
      after.add(KEY + "=" + dynamic);
      String text = String.join("\n", after) + "\n";
      if (!text.equals(before)) {
        disk.writeAtomically(dynamic, (servers.lines() + "\n").getBytes(StandardCharsets.UTF_8));
        disk.writeAtomically(
            zooCfg.resolveSibling(zooCfg.getFileName() + ".bak"),
            before.getBytes(StandardCharsets.UTF_8));
        disk.writeAtomically(zooCfg, text.getBytes(StandardCharsets.UTF_8));
        LOG.info("The servers are in {}", dynamic);
      }
    } catch (StorageException notWritten) {
      LOG.error("The servers could not be written to {}: {}", dynamic, notWritten.getMessage());
    }
  }

  /**
   * The keys of {@code zoo.cfg} as the whole configuration has them: those of the other file, and
   * the address for clients that this server's own line names.
   */
  public static Map<String, String> whole(Map<String, String> zooCfg) {
    Map<String, String> all = new HashMap<>(MyId.added(added(zooCfg)));
    String id = all.get("serverId");
    String line = all.get("server." + id);
    if (id != null && line != null) {
      try {
        ServerLine own = ServerLine.parse(Integer.parseInt(id), line);
        if (own.clientPort() != 0) {
          all.put("clientPort", Integer.toString(own.clientPort()));
        }
        if (own.clientHost() != null) {
          all.put("clientPortAddress", own.clientHost());
        }
      } catch (IllegalArgumentException malformed) {
        throw new ConfigException(String.valueOf(malformed.getMessage()), malformed);
      }
    }
    return all;
  }

  /** Whether the other file does not say it. */
  private static boolean stays(String line) {
    String key = line.split("=", 2)[0].trim();
    return !(key.startsWith("server.") || key.equals(KEY));
  }
}

package io.jackdaw.zookeeper.ensemble;

import io.jackdaw.consensus.Ensemble;
import io.jackdaw.consensus.EnsembleMember;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The servers of an ensemble, as {@code /zookeeper/config} shows them: a {@code server.N} line
 * each, and the zxid of the change that led here.
 *
 * @param servers by their numbers
 */
public record ServerList(List<ServerLine> servers, long version) {
  private static final String SERVER = "server.";
  private static final String VERSION = "version";

  public ServerList {
    TreeMap<Integer, ServerLine> byId = new TreeMap<>();
    servers.forEach(server -> byId.put(server.id(), server));
    servers = List.copyOf(byId.values());
  }

  /** Those of {@code configuration}, whose members' lines are {@link #text}'s. */
  public static ServerList of(Ensemble.Configuration configuration) {
    return new ServerList(
        configuration.members().stream().map(member -> parseLine(member.line())).toList(),
        configuration.number());
  }

  /**
   * @param line {@code server.N=…}
   * @throws NumberFormatException if N is no number
   * @throws IllegalArgumentException if it is anything else
   */
  static ServerLine parseLine(String line) {
    String[] parts = line.split("=", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new IllegalArgumentException("a server is server.N=…, not " + line);
    }
    return ServerLine.parse(id(parts[0]), parts[1]);
  }

  private static int id(String key) {
    int id = Integer.parseInt(key.substring(key.lastIndexOf('.') + 1).trim());
    if (id < 1 || id > 254) {
      throw new IllegalArgumentException("a server has a number from 1 to 254, not " + id);
    }
    return id;
  }

  /**
   * Reads a dynamic configuration file.
   *
   * @throws NumberFormatException if a number of a server is none
   * @throws IllegalArgumentException if there is anything but servers and a version
   */
  static ServerList parse(String text) {
    Properties lines = new Properties();
    try {
      lines.load(new StringReader(text));
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(unreadable);
    }
    TreeMap<Integer, ServerLine> servers = new TreeMap<>();
    long version = 0;
    for (String key : lines.stringPropertyNames()) {
      String value = lines.getProperty(key);
      if (key.equals(VERSION)) {
        version = Long.parseUnsignedLong(value.trim(), 16);
      } else if (key.startsWith(SERVER)) {
        ServerLine line = ServerLine.parse(id(key), value);
        servers.put(line.id(), line);
      } else {
        throw new IllegalArgumentException("neither a server nor a version: " + key);
      }
    }
    return new ServerList(List.copyOf(servers.values()), version);
  }

  /** The same, or null if it is none: everybody who may can write anything into that znode. */
  public static @Nullable ServerList parseIfValid(byte @Nullable [] data) {
    try {
      ServerList list = data == null ? null : parse(new String(data, StandardCharsets.UTF_8));
      return list == null || list.servers.isEmpty() ? null : list;
    } catch (IllegalArgumentException none) {
      return null;
    }
  }

  long voters() {
    return servers.stream().filter(server -> !server.observer()).count();
  }

  /** Whether they are the same but for where clients connect. */
  public boolean sameServers(ServerList other) {
    return servers.stream()
        .map(ServerLine::withoutClients)
        .toList()
        .equals(other.servers.stream().map(ServerLine::withoutClients).toList());
  }

  /** Without these, and with those in place of any of the same number. */
  ServerList with(Collection<Integer> leaving, Collection<ServerLine> joining) {
    TreeMap<Integer, ServerLine> next = new TreeMap<>();
    servers.forEach(server -> next.put(server.id(), server));
    leaving.forEach(next::remove);
    joining.forEach(server -> next.put(server.id(), server));
    return new ServerList(List.copyOf(next.values()), version);
  }

  public ServerList withVersion(long zxid) {
    return new ServerList(servers, zxid);
  }

  public List<EnsembleMember> members() {
    return servers.stream().map(ServerLine::member).toList();
  }

  /** The lines alone, one under the other. */
  public String lines() {
    return servers.stream().map(ServerLine::toString).collect(Collectors.joining("\n"));
  }

  /** What {@code /zookeeper/config} holds. */
  public String text() {
    return lines() + "\n" + VERSION + "=" + Long.toHexString(version);
  }
}

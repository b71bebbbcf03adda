package io.jackdaw.zookeeper.admin;

import io.jackdaw.zookeeper.ensemble.ServerLine;
import io.jackdaw.zookeeper.report.Quorum;
import io.jackdaw.zookeeper.report.ServerView;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The commands of the AdminServer that concern several servers. Source: Commands. */
final class QuorumJson {
  private static final int COUNTER_BITS = 32;
  private static final long COUNTER = (1L << COUNTER_BITS) - 1;

  private QuorumJson() {}

  static Map<String, Object> leader(ServerView server) {
    Quorum quorum = server.quorum();
    if (quorum == null) {
      return Map.of("error", "server is not initialized");
    }
    ServerLine leader = quorum.line(quorum.leaderId());
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("is_leader", quorum.isLeading());
    keys.put("leader_id", quorum.leaderId());
    keys.put("leader_ip", leader == null ? "" : ip(leader.host()));
    return keys;
  }

  private static String ip(String host) {
    try {
      return InetAddress.getByName(host).getHostAddress();
    } catch (UnknownHostException unknown) {
      return host;
    }
  }

  static Map<String, Object> votingView(ServerView server) {
    Quorum quorum = server.quorum();
    Map<String, Object> byId = new TreeMap<>();
    if (quorum != null) {
      quorum.voters().forEach(line -> byId.put(Integer.toString(line.id()), view(line)));
    }
    return Map.of("current_config", byId);
  }

  private static Map<String, Object> view(ServerLine line) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("server_addresses", List.of(line.host() + ":" + line.port()));
    keys.put("election_addresses", List.of(line.host() + ":" + line.electionPort()));
    keys.put("client_address", clients(line));
    keys.put("learner_type", line.observer() ? "observer" : "participant");
    return keys;
  }

  static Map<String, Object> observers(ServerView server) {
    Quorum quorum = server.quorum();
    List<Map<String, Object>> observers = new ArrayList<>();
    if (quorum != null) {
      for (int id : quorum.followers()) {
        ServerLine line = quorum.line(id);
        if (line != null && line.observer()) {
          observers.add(
              Map.of("sid", id, "remote_socket_address", line.host() + ":" + line.port()));
        }
      }
    }
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("synced_observers", observers.size());
    keys.put("observers", observers);
    return keys;
  }

  static Map<String, Object> zabState(ServerView server) {
    Quorum quorum = server.quorum();
    ServerLine own = quorum == null ? null : quorum.line(quorum.serverId());
    Map<String, Object> keys = new LinkedHashMap<>();
    if (quorum != null && own != null) {
      long zxid = server.figures().zxid();
      keys.put("myid", quorum.serverId());
      keys.put("is_leader", quorum.isLeading());
      keys.put("quorum_address", addresses(own.host(), own.port()));
      keys.put("election_address", addresses(own.host(), own.electionPort()));
      keys.put("client_address", clients(own));
      keys.put("last_zxid", "0x" + Long.toHexString(zxid));
      keys.put("zab_epoch", zxid >> COUNTER_BITS);
      keys.put("zab_counter", zxid & COUNTER);
    }
    keys.put("voting", quorum != null && quorum.isVoter());
    keys.put("zabstate", quorum == null ? "" : quorum.leaderId() == 0 ? "election" : "broadcast");
    return keys;
  }

  /** The one address that a server has, as the only one of as many as ZooKeeper's may have. */
  private static Map<String, Object> addresses(String host, int port) {
    String address = host + ":" + port;
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("one", address);
    keys.put("empty", false);
    keys.put("all_addresses", List.of(address));
    keys.put("all_host_strings", List.of(host));
    keys.put("all_ports", List.of(port));
    keys.put("all_reachable_addresses", List.of(address));
    keys.put("all_reachable_addresses_or_all", List.of(address));
    keys.put("reachable_address", address);
    keys.put("reachable_or_one", address);
    keys.put("wildcard_addresses", List.of("0.0.0.0:" + port));
    return keys;
  }

  private static String clients(ServerLine line) {
    String host = line.clientHost() == null ? "0.0.0.0" : line.clientHost();
    return line.clientPort() == 0 ? "" : host + ":" + line.clientPort();
  }
}

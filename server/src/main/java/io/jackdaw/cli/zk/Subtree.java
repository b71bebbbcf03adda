package io.jackdaw.cli.zk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;

/** Reads, writes and compares subtrees of a service. One thread. */
final class Subtree {
  private static final List<ACL> OPEN =
      List.of(new ACL(ZooDefs.Perms.ALL, new Id("world", "anyone")));

  private final ZooKeeper client;
  private final String top;

  /**
   * @param top of the subtree, without a slash at the end unless it is the root
   */
  Subtree(ZooKeeper client, String top) {
    this.client = client;
    this.top = top;
  }

  /** All znodes, parents first; what goes away meanwhile is left out. */
  List<SubtreeZnode> read() throws KeeperException, InterruptedException {
    List<SubtreeZnode> znodes = new ArrayList<>();
    List<String> paths = new ArrayList<>(List.of(""));
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i);
      try {
        Stat stat = new Stat();
        byte[] data = client.getData(absolute(path), false, stat);
        znodes.add(new SubtreeZnode(path, data, stat.getEphemeralOwner() != 0));
        for (String name : client.getChildren(absolute(path), false).stream().sorted().toList()) {
          if (!absolute(path + "/" + name).equals("/zookeeper")) {
            paths.add(path + "/" + name);
          }
        }
      } catch (KeeperException.NoNodeException gone) {
        if (path.isEmpty()) {
          throw gone;
        }
      }
    }
    return znodes;
  }

  /**
   * Creates what is missing and sets the data of what is there; nothing is deleted, and ephemeral
   * znodes are left out.
   *
   * @return znodes written
   */
  int write(List<SubtreeZnode> znodes) throws KeeperException, InterruptedException {
    int written = 0;
    for (SubtreeZnode znode : znodes) {
      if (!znode.ephemeral()) {
        write(absolute(znode.path()), znode);
        written++;
      }
    }
    return written;
  }

  private void write(String path, SubtreeZnode znode) throws KeeperException, InterruptedException {
    try {
      client.setData(path, znode.data(), -1);
    } catch (KeeperException.NoNodeException missing) {
      createParents(path);
      client.create(path, znode.data(), OPEN, CreateMode.PERSISTENT);
    }
  }

  private void createParents(String path) throws KeeperException, InterruptedException {
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      try {
        client.create(path.substring(0, slash), null, OPEN, CreateMode.PERSISTENT);
      } catch (KeeperException.NodeExistsException there) {
        // As it should be.
      }
    }
  }

  /** {@code +}, {@code -} or {@code ~} and the path of each znode that differs, sorted. */
  static List<String> differences(List<SubtreeZnode> before, List<SubtreeZnode> after) {
    Map<String, SubtreeZnode> left = new TreeMap<>();
    before.forEach(znode -> left.put(znode.path(), znode));
    Map<String, String> lines = new TreeMap<>();
    for (SubtreeZnode znode : after) {
      SubtreeZnode known = left.remove(znode.path());
      String name = znode.path().isEmpty() ? "/" : znode.path();
      if (known == null) {
        lines.put(name, "+ " + name + " " + SubtreeText.shown(znode.data()));
      } else if (!known.hasSameData(znode)) {
        lines.put(
            name,
            "~ %s %s -> %s"
                .formatted(name, SubtreeText.shown(known.data()), SubtreeText.shown(znode.data())));
      }
    }
    left.forEach((path, znode) -> lines.put(path, "- " + (path.isEmpty() ? "/" : path)));
    return List.copyOf(lines.values());
  }

  private String absolute(String path) {
    if (path.isEmpty()) {
      return top;
    }
    return top.equals("/") ? path : top + path;
  }
}

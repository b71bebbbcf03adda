package io.jackdaw.compat.rig;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** Everything that a client sees of a tree, a line a znode; below {@code /zookeeper} nothing. */
public final class ZnodeDump {
  private ZnodeDump() {}

  /** The lines, in the order of the paths. */
  public static List<String> of(ZooKeeper client) throws KeeperException, InterruptedException {
    List<String> paths = new ArrayList<>(List.of("/"));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i);
      Stat stat = new Stat();
      byte[] data = client.getData(path, false, stat);
      String text = data == null ? "null" : Base64.getEncoder().encodeToString(data);
      lines.add("%s %s %s %s".formatted(path, text, client.getACL(path, null), numbers(stat)));
      for (String name : client.getChildren(path, false).stream().sorted().toList()) {
        if (!name.equals("zookeeper")) {
          paths.add(path.equals("/") ? "/" + name : path + "/" + name);
        }
      }
    }
    return lines;
  }

  private static String numbers(Stat stat) {
    return "czxid=%d mzxid=%d pzxid=%d ctime=%d mtime=%d version=%d cversion=%d aversion=%d owner=%d"
        .formatted(
            stat.getCzxid(),
            stat.getMzxid(),
            stat.getPzxid(),
            stat.getCtime(),
            stat.getMtime(),
            stat.getVersion(),
            stat.getCversion(),
            stat.getAversion(),
            stat.getEphemeralOwner());
  }
}

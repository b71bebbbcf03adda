package io.jackdaw.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** ZooKeeper's rules in the dumbest way that can be right: the model of {@link TreeModelTest}. */
final class PlainTree {
  /** One write. */
  record Write(Kind kind, String path, int version, byte data, boolean sequential, boolean owned) {}

  enum Kind {
    CREATE,
    DELETE,
    SET_DATA,
    CHECK
  }

  record Node(
      byte data, long czxid, long mzxid, long pzxid, int version, int creations, long owner) {}

  private TreeMap<String, Node> nodes = new TreeMap<>();

  PlainTree() {
    nodes.put("/", new Node((byte) 0, 0, 0, 0, 0, 0, 0));
  }

  /** Error codes, one for each write: all 0, or none was done. */
  List<Integer> apply(List<Write> writes, long session, long zxid) {
    TreeMap<String, Node> before = new TreeMap<>(nodes);
    List<Integer> errors = new ArrayList<>();
    for (Write write : writes) {
      int error = apply(write, session, zxid);
      errors.add(error);
      if (error != 0) {
        nodes = before;
        while (errors.size() < writes.size()) {
          errors.add(-2);
        }
        break;
      }
    }
    return errors;
  }

  private int apply(Write write, long session, long zxid) {
    return switch (write.kind) {
      case CREATE -> create(write, session, zxid);
      case DELETE -> delete(write, zxid);
      case SET_DATA, CHECK -> setOrCheck(write, zxid);
    };
  }

  private int create(Write write, long session, long zxid) {
    Node parent = nodes.get(parentOf(write.path));
    if (parent == null) {
      return -101;
    }
    String path =
        write.sequential
            ? write.path + String.format(Locale.ROOT, "%010d", parent.creations)
            : write.path;
    if (nodes.containsKey(path)) {
      return -110;
    }
    if (parent.owner != 0) {
      return -108;
    }
    nodes.put(
        parentOf(path),
        new Node(
            parent.data,
            parent.czxid,
            parent.mzxid,
            zxid,
            parent.version,
            parent.creations + 1,
            parent.owner));
    nodes.put(path, new Node(write.data, zxid, zxid, zxid, 0, 0, write.owned ? session : 0));
    return 0;
  }

  private int delete(Write write, long zxid) {
    Node node = nodes.get(write.path);
    if (node == null) {
      return -101;
    }
    if (write.version != -1 && write.version != node.version) {
      return -103;
    }
    if (nodes.keySet().stream().anyMatch(path -> path.startsWith(write.path + "/"))) {
      return -111;
    }
    remove(write.path, zxid);
    return 0;
  }

  private void remove(String path, long zxid) {
    nodes.remove(path);
    nodes.computeIfPresent(
        parentOf(path),
        (p, n) -> new Node(n.data, n.czxid, n.mzxid, zxid, n.version, n.creations, n.owner));
  }

  private int setOrCheck(Write write, long zxid) {
    Node node = nodes.get(write.path);
    if (node == null) {
      return -101;
    }
    if (write.version != -1 && write.version != node.version) {
      return -103;
    }
    if (write.kind == Kind.SET_DATA) {
      nodes.put(
          write.path,
          new Node(
              write.data,
              node.czxid,
              zxid,
              node.pzxid,
              node.version + 1,
              node.creations,
              node.owner));
    }
    return 0;
  }

  void closeSession(long session, long zxid) {
    List<String> owned = new ArrayList<>();
    nodes.forEach(
        (path, node) -> {
          if (node.owner == session) {
            owned.add(path);
          }
        });
    owned.forEach(path -> remove(path, zxid));
  }

  /** Everything a client could see of the znodes, as text. */
  String dump() {
    StringBuilder text = new StringBuilder();
    nodes.forEach(
        (path, node) -> {
          long children =
              nodes.keySet().stream()
                  .filter(other -> !other.equals("/") && parentOf(other).equals(path))
                  .count();
          if (!path.equals("/")) {
            text.append(
                "%s data=%d czxid=%d mzxid=%d pzxid=%d version=%d cversion=%d owner=%d children=%d%n"
                    .formatted(
                        path,
                        node.data,
                        node.czxid,
                        node.mzxid,
                        node.pzxid,
                        node.version,
                        2L * node.creations - children,
                        node.owner,
                        children));
          }
        });
    return text.toString();
  }

  private static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }
}

package io.jackdaw.cli.offline;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.zookeeper.tree.Znode;
import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;

/** How many znodes, and bytes of their data, lie below each znode of the upper levels. */
final class SnapshotSummary {
  private final OfflineTree tree;

  SnapshotSummary(OfflineTree tree) {
    this.tree = tree;
  }

  /** Of everything below a znode. */
  private static final class Below {
    long znodes;
    long bytes;
  }

  /**
   * @param top where to begin
   * @param maxDepth levels below it that are told one by one; 0 for all
   */
  void print(String top, int maxDepth, PrintStream out) {
    if (!tree.znodes().containsKey(top)) {
      throw new Failure("there is no znode " + top + " in this snapshot", "");
    }
    Map<String, Below> sums = new TreeMap<>();
    tree.znodes().forEach((path, znode) -> add(top, path, znode, maxDepth, sums));
    sums.forEach(
        (path, below) -> {
          out.println(path);
          out.println("   children: " + below.znodes);
          out.println("   data: " + below.bytes);
        });
  }

  private void add(String top, String path, Znode znode, int maxDepth, Map<String, Below> sums) {
    String prefix = top.equals("/") ? "/" : top + "/";
    if (!path.equals(top) && !path.startsWith(prefix)) {
      return;
    }
    int depth = 0;
    for (String at = path; ; at = parent(at)) {
      int level = levels(at) - levels(top);
      if (maxDepth == 0 || level <= maxDepth) {
        Below sum = sums.computeIfAbsent(at, _ -> new Below());
        sum.znodes += depth == 0 ? 0 : 1;
        sum.bytes += znode.dataLength();
      }
      depth++;
      if (at.equals(top)) {
        return;
      }
    }
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }

  private static int levels(String path) {
    return path.equals("/") ? 0 : (int) path.chars().filter(c -> c == '/').count();
  }
}

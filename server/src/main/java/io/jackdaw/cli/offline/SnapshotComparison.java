package io.jackdaw.cli.offline;

import io.jackdaw.zookeeper.tree.Znode;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.TreeSet;

/** What one snapshot has that another has not. */
final class SnapshotComparison {
  private final OfflineTree left;
  private final OfflineTree right;

  SnapshotComparison(OfflineTree left, OfflineTree right) {
    this.left = left;
    this.right = right;
  }

  /**
   * Prints one line for each difference, then their number.
   *
   * @return whether there is none
   */
  boolean print(PrintStream out) {
    TreeSet<String> paths = new TreeSet<>(left.znodes().keySet());
    paths.addAll(right.znodes().keySet());
    int differences = 0;
    for (String path : paths) {
      String difference = difference(left.znodes().get(path), right.znodes().get(path));
      if (!difference.isEmpty()) {
        differences++;
        out.println(difference + " " + path);
      }
    }
    out.println(
        "left: %d znodes, zxid 0x%x; right: %d znodes, zxid 0x%x; %d differ"
            .formatted(
                left.znodes().size(),
                left.zxid(),
                right.znodes().size(),
                right.zxid(),
                differences));
    return differences == 0;
  }

  private static String difference(
      @org.jspecify.annotations.Nullable Znode ofLeft,
      @org.jspecify.annotations.Nullable Znode ofRight) {
    if (ofLeft == null) {
      return "only right";
    }
    if (ofRight == null) {
      return "only left";
    }
    if (!Arrays.equals(ofLeft.data(), ofRight.data())) {
      return "data (%d and %d bytes)".formatted(ofLeft.dataLength(), ofRight.dataLength());
    }
    if (!ofLeft.acl().equals(ofRight.acl())) {
      return "acl";
    }
    return ofLeft.owner() == ofRight.owner() ? "" : "owner";
  }
}

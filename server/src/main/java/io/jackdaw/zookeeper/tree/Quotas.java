package io.jackdaw.zookeeper.tree;

import io.jackdaw.zookeeper.wire.ZnodePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Limits of subtrees. A limit on {@code /a/b} is the znode {@code
 * /zookeeper/quota/a/b/zookeeper_limits}; beside it the server keeps {@code zookeeper_stats}, the
 * number of znodes and bytes in that subtree. Writing thread only.
 */
public final class Quotas {
  private static final String LIMITS = "zookeeper_limits";
  private static final String STATS = "zookeeper_stats";

  private final ZnodeTree tree;
  private final Set<String> limited = new HashSet<>();

  Quotas(ZnodeTree tree) {
    this.tree = tree;
  }

  void inserted(String path) {
    String subtree = subtreeLimitedBy(path);
    if (subtree != null) {
      limited.add(subtree);
    }
  }

  void removed(String path) {
    String subtree = subtreeLimitedBy(path);
    if (subtree != null) {
      limited.remove(subtree);
    }
  }

  void clear() {
    limited.clear();
  }

  private static @Nullable String subtreeLimitedBy(String path) {
    return path.startsWith(ZnodePath.QUOTA + "/") && path.endsWith("/" + LIMITS)
        ? subtreeOf(path)
        : null;
  }

  /** The subtree that a znode below {@code /zookeeper/quota} is about, or null. */
  private static @Nullable String subtreeOf(String quotaZnode) {
    String subtree = ZnodePath.parentOf(quotaZnode).substring(ZnodePath.QUOTA.length());
    return subtree.isEmpty() ? null : subtree;
  }

  /** The deepest limited subtree that holds {@code path}, or null. */
  private @Nullable String limitedSubtreeOf(String path) {
    if (limited.isEmpty()) {
      return null;
    }
    for (String at = path; at.length() > 1; at = ZnodePath.parentOf(at)) {
      if (limited.contains(at)) {
        return at;
      }
    }
    return null;
  }

  /** Whether adding so many znodes and bytes at {@code path} would break a hard limit. */
  public boolean wouldExceed(String path, long znodes, long bytes) {
    String subtree = limitedSubtreeOf(path);
    if (subtree == null) {
      return false;
    }
    Usage limits = usage(tree.get(ZnodePath.QUOTA + subtree + "/" + LIMITS));
    Usage used = usage(tree.get(ZnodePath.QUOTA + subtree + "/" + STATS));
    return exceeds(used.count(), znodes, limits.countHardLimit())
        || exceeds(used.bytes(), bytes, limits.byteHardLimit());
  }

  private static boolean exceeds(long used, long more, long hardLimit) {
    return more != 0 && hardLimit > -1 && used + more > hardLimit;
  }

  /** Counts a change at {@code path} in the statistics of its limited subtree. */
  void count(String path, long znodes, long bytes, TreeChange change) {
    String subtree = limitedSubtreeOf(path);
    if (subtree == null) {
      return;
    }
    String statsPath = ZnodePath.QUOTA + subtree + "/" + STATS;
    Znode stats = tree.get(statsPath);
    if (stats != null) {
      Usage used = usage(stats);
      Usage now = used.withUse(used.count() + znodes, used.bytes() + bytes);
      change.replaceQuietly(statsPath, stats, now.toBytes());
    }
  }

  /** Fills in the statistics when their znode appears. */
  void countWhole(String path, TreeChange change) {
    if (!path.startsWith(ZnodePath.QUOTA + "/") || !path.endsWith("/" + STATS)) {
      return;
    }
    String subtree = subtreeOf(path);
    Znode stats = tree.get(path);
    if (subtree != null && stats != null) {
      change.replaceQuietly(path, stats, whole(subtree).toBytes());
    }
  }

  /** Goes down without recursion: a client may have made the tree as deep as a path is long. */
  private Usage whole(String subtree) {
    long znodes = 0;
    long bytes = 0;
    Deque<String> left = new ArrayDeque<>(List.of(subtree));
    while (!left.isEmpty()) {
      String path = left.pop();
      Znode znode = tree.get(path);
      if (znode != null) {
        znodes++;
        bytes += znode.dataLength();
        znode.childNames().forEach(name -> left.push(ZnodeTree.childOf(path, name)));
      }
    }
    return Usage.NONE.withUse(znodes, bytes);
  }

  private static Usage usage(@Nullable Znode znode) {
    byte[] data = znode == null ? null : znode.data();
    return data == null ? Usage.NONE : Usage.parse(new String(data, StandardCharsets.UTF_8));
  }
}

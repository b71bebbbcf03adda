package io.jackdaw.zookeeper.tree;

import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills a tree from elsewhere: nothing is checked, counted or told to watchers, and the outcome of
 * each change is known beforehand. Before anybody else sees the tree; one thread.
 *
 * <p>Changes may come twice, or after their effect is there already, as when a log is replayed on a
 * snapshot that was taken while the log was written. Then they do no more than is missing.
 */
public final class TreeBuilder {
  private final ZnodeTree tree;

  /**
   * @param tree empty but for the znodes that every server has
   */
  public TreeBuilder(ZnodeTree tree) {
    this.tree = tree;
  }

  /**
   * Places a znode, or replaces the one that every server has.
   *
   * @return whether its parent is there; without it nothing is done
   */
  public boolean put(String path, Znode znode) {
    Znode known = tree.get(path);
    if (known != null) {
      tree.replace(
          path, known, znode.change().children(known.children()).touched(znode.touchedZxid()));
      return true;
    }
    if (tree.get(ZnodePath.parentOf(path)) == null) {
      return false;
    }
    tree.insert(path, znode);
    return true;
  }

  /**
   * @param creations children that the parent has had with this one; −1 for one more than before
   */
  public void create(
      String path,
      byte @Nullable [] data,
      List<Acl> acl,
      long owner,
      int creations,
      long zxid,
      long timeMs) {
    String parentPath = ZnodePath.parentOf(path);
    Znode parent = tree.get(parentPath);
    if (parent == null) {
      return;
    }
    int counted = creations == -1 ? parent.creations() + 1 : creations;
    if (Integer.compareUnsigned(counted, parent.creations()) > 0) {
      tree.replace(parentPath, parent, withChildren(parent, counted, zxid));
    }
    Znode known = tree.get(path);
    if (known != null) {
      tree.replace(path, known, known.withAcl(tree.acls().shared(acl), known.aversion(), zxid));
      return;
    }
    tree.insert(
        path,
        Znode.created(ZnodePath.nameOf(path), data, tree.acls().shared(acl), owner, zxid, timeMs));
  }

  private static Znode withChildren(Znode parent, int creations, long zxid) {
    long touched = Math.max(zxid, parent.touchedZxid());
    return parent.change().childrenChanged(zxid, creations).touched(touched);
  }

  /** Deletes a znode, if it is there, and whatever is below it. */
  public void delete(String path, long zxid) {
    String parentPath = ZnodePath.parentOf(path);
    Znode parent = tree.get(parentPath);
    if (parent != null && zxid > parent.pzxid()) {
      tree.replace(parentPath, parent, withChildren(parent, parent.creations(), zxid));
    }
    deleteWithChildren(path);
  }

  /** What lies below came after the deletion that is replayed, and will come again. */
  private void deleteWithChildren(String path) {
    Deque<String> left = new ArrayDeque<>(List.of(path));
    while (!left.isEmpty()) {
      String at = left.peek();
      Znode known = tree.get(at);
      List<String> children = known == null ? List.of() : known.childNames();
      if (children.isEmpty()) {
        left.pop();
        if (known != null) {
          tree.remove(at, known);
        }
      } else {
        children.forEach(name -> left.push(ZnodeTree.childOf(at, name)));
      }
    }
  }

  public void setData(String path, byte @Nullable [] data, int version, long zxid, long timeMs) {
    Znode known = tree.get(path);
    if (known != null) {
      tree.replace(path, known, known.withData(data, version, zxid, timeMs));
    }
  }

  public void setAcl(String path, List<Acl> acl, int aversion, long zxid) {
    Znode known = tree.get(path);
    if (known != null) {
      tree.replace(path, known, known.withAcl(tree.acls().shared(acl), aversion, zxid));
    }
  }

  /** The znodes that live as long as {@code session}. */
  public List<String> ephemeralsOf(long session) {
    return tree.ephemeralsOf(session);
  }

  /** The list to use for all znodes with an equal one. */
  public List<Acl> shared(List<Acl> acl) {
    return tree.acls().shared(acl);
  }

  /** Makes {@code zxid} the last one, and the tree what {@link ZnodeTree#get} shows. */
  public void finish(long zxid) {
    tree.lastZxid(zxid);
  }
}

package io.jackdaw.cli.offline;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.consensus.local.StoredSnapshot;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.tree.TreeSnapshotReader;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The znodes and sessions of a snapshot file, whole in memory.
 *
 * @param znodes by path, sorted
 */
record OfflineTree(
    StoredSnapshot.Facts facts,
    long zxid,
    SortedMap<String, Znode> znodes,
    Map<Long, OpenSession> sessions) {

  /**
   * Reads a snapshot file, or the newest snapshot of a directory.
   *
   * @throws Failure if there is none, or it is damaged
   */
  static OfflineTree read(Path place) {
    Disk disk = new LocalDisk();
    try {
      StoredSnapshot snapshot =
          Files.isDirectory(place) ? newestIn(disk, place) : StoredSnapshot.at(disk, place);
      StoredSnapshot.Facts facts = snapshot.check(disk);
      ZnodeTree tree = new ZnodeTree();
      Map<Long, OpenSession> sessions =
          snapshot.read(disk, content -> new TreeSnapshotReader(content).loadInto(tree));
      SortedMap<String, Znode> znodes = new TreeMap<>();
      collect(tree, "/", znodes);
      return new OfflineTree(facts, tree.lastZxid(), znodes, new TreeMap<>(sessions));
    } catch (StorageException unreadable) {
      throw new Failure(String.valueOf(unreadable.getMessage()), "", unreadable);
    }
  }

  private static StoredSnapshot newestIn(Disk disk, Path directory) {
    List<StoredSnapshot> snapshots = StoredSnapshot.in(disk, directory);
    if (snapshots.isEmpty()) {
      throw new Failure(
          "there is no snapshot in " + directory,
          "Name a file snapshot-*.snap, or the dataDir that holds it.");
    }
    return snapshots.getLast();
  }

  private static void collect(ZnodeTree tree, String top, SortedMap<String, Znode> into) {
    java.util.ArrayDeque<String> left = new java.util.ArrayDeque<>(List.of(top));
    while (!left.isEmpty()) {
      String path = left.pop();
      Znode znode = tree.get(path);
      if (znode != null) {
        into.put(path, znode);
        znode.childNames().forEach(name -> left.push(child(path, name)));
      }
    }
  }

  static String child(String path, String name) {
    return path.equals("/") ? "/" + name : path + "/" + name;
  }
}

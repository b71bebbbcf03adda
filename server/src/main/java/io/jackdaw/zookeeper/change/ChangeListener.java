package io.jackdaw.zookeeper.change;

import java.util.List;

/** Told what each command did, on the apply thread; returns at once. */
@FunctionalInterface
public interface ChangeListener {
  /**
   * @param index of the command in the log
   * @param zxid of the command
   * @param changes in the order in which they were made; empty if nothing was changed
   */
  void applied(long index, long zxid, List<ZnodeChange> changes);

  /**
   * The whole tree became another one, and nobody can say what changed.
   *
   * @param zxid of the tree from now on
   */
  default void replaced(long zxid) {}
}

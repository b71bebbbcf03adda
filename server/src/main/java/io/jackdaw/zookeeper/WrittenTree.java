package io.jackdaw.zookeeper;

import io.jackdaw.consensus.StateMachine;
import io.jackdaw.zookeeper.tree.TreeSnapshot;
import java.io.IOException;
import java.io.OutputStream;

/** A tree's snapshot, as the log wants it. */
record WrittenTree(TreeSnapshot tree) implements StateMachine.Snapshot {
  @Override
  public void writeTo(OutputStream out) throws IOException {
    tree.writeTo(out);
  }

  @Override
  public void close() {
    tree.close();
  }
}
